import type { PictureFields } from "./shelf-picture.js";

export interface UploadWords {
  /** The same for every try, so that the server stores the picture once. */
  clientId: string;
  name: string;
  still?: string | undefined;
  alt: string;
  isCovered: boolean;
  /** From the shelf: it is sent at once, so there is no time to describe it. */
  isFixed: boolean;
  /** It was on its way. */
  isWanted: boolean;
  replyTo?: number | undefined;
}

export interface KeptUpload extends UploadWords {
  fields: PictureFields;
}
