import { limits } from "../../../shared/limits.js";
import type { WaitingShare } from "../waiting-share.js";

const MAX_FILES = 10;
const MAX_NAME = 100;

const isGif = ({ type }: File): boolean => type === "image/gif";

export function readShare(form: FormData): WaitingShare {
  const entries = form.getAll("pictures").filter((entry): entry is File => entry instanceof File);
  const files = entries.filter(({ size }) => size > 0);
  const chosen = files.slice(0, MAX_FILES);
  const gifs = chosen.filter(isGif);
  let bytes = 0;
  const pictures = gifs.filter(({ size }) => {
    const fits = bytes + size <= limits.gif.bytes;
    if (fits) bytes += size;
    return fits;
  });
  return {
    at: Date.now(),
    pictures,
    refused: chosen.filter((file) => !isGif(file)).map(({ name }) => name.slice(0, MAX_NAME)),
    leftOut: files.length - chosen.length + gifs.length - pictures.length,
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
