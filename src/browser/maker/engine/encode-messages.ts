import type { GifOptions } from "./gif/gif-builder.js";

/** Each message to the worker has one answer. */
export type ToWorker =
  | { start: GifOptions }
  | { sample: ArrayBuffer }
  | { frame: ArrayBuffer; delay: number }
  | { finish: true };

export interface FromWorker {
  bytes: number;
  frames: number;
  file?: Uint8Array<ArrayBuffer>;
  failure?: string;
}
