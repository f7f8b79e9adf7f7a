import { t } from "../../base/i18n.js";
import { pageData } from "../../room/page-data.js";
import { type Examined, type FileKind, findKind } from "../file-kind.js";
import { shrinkPhoto } from "../shrink-photo.js";

export { drawPreview } from "./draw-preview.js";

export async function examine(file: File): Promise<Examined> {
  const kind = await findKind(file);
  if (kind === "heic") return { kind, problem: t("picture.heic", { file: file.name }) };
  if (kind === "other") return { kind, problem: t("gif.notGif", { file: file.name }) };
  if (kind === "gif" && file.size > pageData.maxGifBytes) return { kind, problem: tooBig(file) };
  return { kind };
}

export const shrink = (file: File, kind: FileKind): Promise<File> =>
  shrinkPhoto(file, kind, pageData.maxGifBytes);

function tooBig(file: File): string {
  const megabytes = Math.floor((pageData.maxGifBytes / 1024 / 1024) * 10) / 10;
  return t("gif.tooBig", { file: file.name, max: megabytes });
}
