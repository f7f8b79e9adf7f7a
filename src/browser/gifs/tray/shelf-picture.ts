export type PictureFields = { gif: File } | { again: number } | { pack: string };

/** A picture that is sent at once, without a stay in the tray. */
export interface ShelfPicture {
  fields: PictureFields;
  /** Address of a picture that the server has; of a file, the parcel draws one. */
  still?: string;
  name: string;
  alt?: string;
}
