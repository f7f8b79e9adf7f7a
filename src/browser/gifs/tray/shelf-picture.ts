export type PictureFields = { gif: File } | { again: number } | { pack: string };

/** A picture that is sent at once, without a stay in the tray. */
export interface ShelfPicture {
  fields: PictureFields;
  /** Address of the picture that the parcel shows while this one is sent. */
  still: string;
  name: string;
  alt?: string;
}
