import { limits } from "../../../shared/limits.js";
import { type FileKind, findKind } from "../../gifs/file-kind.js";
import type { WaitingShare } from "../waiting-share.js";

const MAX_FILES = 10;
const MAX_NAME = 100;

/** The room's page makes a GIF of a part of it. */
const MAX_VIDEO_BYTES = 512 * 1024 * 1024;

const isTaken = (kind: FileKind): boolean => kind !== "heic" && kind !== "other";

export async function readShare(form: FormData): Promise<WaitingShare> {
  const entries = form.getAll("pictures").filter((entry): entry is File => entry instanceof File);
  const files = entries.filter(({ size }) => size > 0);
  const chosen = files.slice(0, MAX_FILES);
  const kinds = await Promise.all(chosen.map(findKind));
  const kindOf = (file: File): FileKind => kinds[chosen.indexOf(file)]!;
  const taken = chosen.filter((file) => isTaken(kindOf(file)));
  const left: Record<string, number> = { video: MAX_VIDEO_BYTES, picture: limits.gif.bytes };
  const pictures = taken.filter((file) => {
    const what = kindOf(file) === "video" ? "video" : "picture";
    const fits = file.size <= left[what]!;
    if (fits) left[what]! -= file.size;
    return fits;
  });
  return {
    at: Date.now(),
    pictures,
    refused: chosen.filter((file) => !isTaken(kindOf(file))).map(({ name }) => name.slice(0, MAX_NAME)),
    leftOut: files.length - chosen.length + taken.length - pictures.length,
    text: toText(form),
  };
}

/** Apps put the address into the text as well, or into it alone. */
function toText(form: FormData): string {
  const lines: string[] = [];
  for (const name of ["title", "text", "url"]) {
    const value = form.get(name);
    const line = typeof value === "string" ? cut(value.trimStart()).trim() : "";
    if (line && !lines.some((one) => one.includes(line))) lines.push(line);
  }
  return cut(lines.join("\n"));
}

/** No more than twice as long in code units, so that no long text is taken apart. */
const cut = (text: string): string => [...text.slice(0, 2 * limits.chat)].slice(0, limits.chat).join("");
