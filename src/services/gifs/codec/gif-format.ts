export const EXTENSION = 0x21;
export const IMAGE = 0x2c;
export const TRAILER = 0x3b;
export const GRAPHIC_CONTROL = 0xf9;
export const APPLICATION = 0xff;
export const NO_COLOUR = -1;

/** Only 2 to 8 are valid. Chromium reads 0 and 1 as well. */
export const codeSizes = { least: 2, most: 8 };
export const disposals = { keep: 1, clear: 2, restore: 3 };

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface FrameLook extends Area {
  delay: number;
  disposal: number;
  transparent: number;
  interlaced: boolean;
  palette: Uint8Array | undefined;
  codeSize: number;
}

export interface SentFrame extends FrameLook {
  from: number;
  to: number;
}

export interface CleanFrame extends FrameLook {
  blocks: Uint8Array;
}

export interface GifLook<Frame> {
  width: number;
  height: number;
  palette: Uint8Array | undefined;
  /** How often it repeats after the first time; 0 for without end, undefined for never. */
  loops: number | undefined;
  frames: Frame[];
}

/** As Chromium, Firefox and Safari show frames that ask for less. */
const [LEAST_DELAY_MS, SHOWN_DELAY_MS] = [20, 100];

export function toShownMs(hundredths: number): number {
  const ms = hundredths * 10;
  return ms < LEAST_DELAY_MS ? SHOWN_DELAY_MS : ms;
}

export type GifFailure = "BAD_GIF" | "GIF_TOO_BIG";

/** Not a `Refusal`, whose module would bring the database's driver into the worker. */
export class GifError extends Error {
  readonly code: GifFailure;

  constructor(code: GifFailure) {
    super(code);
    this.code = code;
  }
}
