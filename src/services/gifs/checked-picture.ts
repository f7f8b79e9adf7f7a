import type { PictureType } from "../../db/models/picture-files.js";

export interface CheckedPicture {
  type: PictureType;
  width: number;
  height: number;
  frames: number;
  /** Undefined: what was sent is stored as it is. */
  rewritten: Uint8Array | undefined;
  /** Undefined: the whole is small enough. */
  still: Uint8Array | undefined;
  /** Undefined: it is flat. */
  looks: string[] | undefined;
}
