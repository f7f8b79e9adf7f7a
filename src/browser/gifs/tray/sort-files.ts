import type { GifUpload } from "../gif-upload.js";

export { RefusedFiles } from "../refused-files.js";

interface Sorted {
  out: GifUpload[];
  problems: string[];
  videos: File[];
}

export async function sortFiles(added: GifUpload[]): Promise<Sorted> {
  const sorted: Sorted = { out: [], problems: [], videos: [] };
  for (const upload of added) {
    const { kind, problem } = (await upload.file?.examined) ?? {};
    if (problem) sorted.problems.push(problem);
    else if (kind === "video" && upload.file) sorted.videos.push(upload.file.original);
    else continue;
    sorted.out.push(upload);
  }
  return sorted;
}
