import type { Sharp, SharpInput, SharpOptions } from "sharp";
import { GifError } from "../codec/gif-format.js";

const TIMEOUT_SECONDS = 20;

let loading: Promise<typeof import("sharp").default> | undefined;

/** Loaded on first use: it would take a tenth of the start time. */
async function load(): Promise<typeof import("sharp").default> {
  const { default: sharp } = await import("sharp");
  // No picture is read twice, so a cache would only keep memory; and other cores belong to other visitors.
  sharp.cache(false);
  sharp.concurrency(1);
  // The only loader beside our own that takes JPEGs.
  sharp.block({ operation: ["VipsForeignLoadUhdr"] });
  return sharp;
}

/** Only for what is known by its first bytes: sharp reads many more formats than are safe. */
export async function openPicture(file: SharpInput, options: SharpOptions): Promise<Sharp> {
  loading ??= load();
  return (await loading)(file, { failOn: "error", ...options }).timeout({ seconds: TIMEOUT_SECONDS });
}

/** Whatever a decoder says about a file, the sender is told that it cannot be read. */
export async function decoded<T>(decoding: Promise<T>): Promise<T> {
  return decoding.catch((error: Error) => {
    throw new GifError(error.message.startsWith("timeout") ? "GIF_TOO_BIG" : "BAD_GIF");
  });
}
