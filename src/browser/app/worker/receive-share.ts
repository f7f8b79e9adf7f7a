import { limits } from "../../../shared/limits.js";
import { saveShare } from "../waiting-share.js";

const MAX_FILES = 10;
const MAX_NAME = 100;

/** Forms of other sites can post here too, so nothing is sent to a room without the visitor. */
export async function receiveShare(request: Request): Promise<Response> {
  const isKept = await keep(request).then(
    () => true,
    // The form cannot be read, or the browser has no space.
    () => false,
  );
  return Response.redirect(isKept ? "/?shared" : "/share", 303);
}

async function keep(request: Request): Promise<void> {
  const form = await request.formData();
  const files = form.getAll("pictures").filter((entry): entry is File => entry instanceof File);
  const chosen = files.filter(({ size }) => size > 0).slice(0, MAX_FILES);
  const isGif = ({ type }: File) => type === "image/gif";
  await saveShare({
    at: Date.now(),
    pictures: chosen.filter(isGif),
    refused: chosen.filter((file) => !isGif(file)).map(({ name }) => name.slice(0, MAX_NAME)),
    text: toText(form),
  });
}

/** Apps put the address into the text as well, or into it alone. */
function toText(form: FormData): string {
  const lines: string[] = [];
  for (const name of ["title", "text", "url"]) {
    const value = form.get(name);
    const line = typeof value === "string" ? value.trim() : "";
    if (line && !lines.some((one) => one.includes(line))) lines.push(line);
  }
  return [...lines.join("\n")].slice(0, limits.chat).join("");
}
