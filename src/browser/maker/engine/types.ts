export interface ClipFrame {
  image: ImageBitmap;
  durationMs: number;
}

/** A recording, or a file that was read. Its frames have at most 480 px on the longer side. */
export interface Clip {
  frames: ClipFrame[];
  width: number;
  height: number;
}

/** Fractions of the clip, 0..1. */
export interface Crop {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Caption {
  text: string;
  position: "top" | "bottom";
}

export interface Edit {
  /** Indexes of frames, `to` exclusive. */
  from: number;
  to: number;
  crop: Crop;
  speed: 0.5 | 1 | 1.5 | 2;
  boomerang: boolean;
  caption: Caption;
  dither: boolean;
}

export interface Encoded {
  file: Blob;
  width: number;
  height: number;
  frames: number;
  durationMs: number;
  /** Made smaller or slower to fit. */
  isReduced: boolean;
}

export type Progress = (share: number) => void;

export interface Size {
  width: number;
  height: number;
}

export class ClipError extends Error {
  constructor(
    readonly code: "unreadable" | "empty" | "aborted",
    options?: ErrorOptions,
  ) {
    super(`The clip is ${code}.`, options);
    this.name = "ClipError";
  }
}
