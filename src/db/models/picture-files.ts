import type { StoredGif } from "./chat.js";

export const STILL_SIDE = 640;

const FILE_NAME = /^[\da-f-]{36}(?:\.(?:still|small))?\.(gif|webp)$/;

export type PictureType = "image/gif" | "image/webp";

export interface PictureFiles {
  whole: string;
  /** The first frame, or a still picture made smaller; the same file as the whole if that is small enough. */
  still: string;
  small?: string;
}

export const typeOf = ({ type }: Pick<StoredGif, "type">): PictureType =>
  type === "webp" ? "image/webp" : "image/gif";

export function filesOf(gif: Pick<StoredGif, "file" | "type" | "width" | "height" | "small">): PictureFiles {
  const { file, type, width, height } = gif;
  if (type === "webp") {
    const whole = `${file}.webp`;
    return { whole, still: Math.max(width, height) > STILL_SIDE ? `${file}.still.webp` : whole };
  }
  const moving = { whole: `${file}.gif`, still: `${file}.webp` };
  return gif.small ? { ...moving, small: `${file}.small.webp` } : moving;
}

/** Undefined for names that no picture of ours has. */
export function typeOfName(name: unknown): PictureType | undefined {
  const extension = typeof name === "string" ? FILE_NAME.exec(name)?.[1] : undefined;
  return extension ? `image/${extension as "gif" | "webp"}` : undefined;
}

/** The id that all files of a picture begin with. */
export const idOfName = (name: string): string => name.slice(0, 36);
