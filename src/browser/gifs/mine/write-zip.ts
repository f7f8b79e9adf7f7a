import { Zip, ZipPassThrough } from "fflate";

export interface FileToPack {
  name: string;
  bytes: Uint8Array;
}

/** Pictures are compressed already. Blobs, since browsers keep these on the disk. */
export async function writeZip(files: AsyncIterable<FileToPack>): Promise<Blob> {
  const parts: Blob[] = [];
  let failure: Error | undefined;
  const zip = new Zip((error, chunk) => {
    failure ??= error ?? undefined;
    parts.push(new Blob([new Uint8Array(chunk)]));
  });
  for await (const { name, bytes } of files) {
    const file = new ZipPassThrough(name);
    zip.add(file);
    file.push(bytes, true);
    if (failure) throw failure;
  }
  zip.end();
  return new Blob(parts, { type: "application/zip" });
}
