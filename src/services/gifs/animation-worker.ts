import { parentPort } from "node:worker_threads";
import type { Animation } from "./animations/animation.js";
import { toGif } from "./animations/convert.js";
import { readApng } from "./animations/read-apng.js";
import { readAnimatedWebp } from "./animations/read-webp.js";
import { GifError, type GifFailure } from "./codec/gif-format.js";

const readers = { png: readApng, webp: readAnimatedWebp } satisfies Record<
  string,
  (file: Buffer) => Animation
>;

export interface ConversionJob {
  file: Uint8Array;
  kind: keyof typeof readers;
  maxBytes: number;
}

export type ConversionResult = { file: Uint8Array } | { failure: GifFailure };

parentPort!.on("message", async (job: ConversionJob) => {
  parentPort!.postMessage(await convertOrFail(job));
});

async function convertOrFail({ file, kind, maxBytes }: ConversionJob): Promise<ConversionResult> {
  try {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
    return { file: await toGif(readers[kind](bytes), maxBytes) };
  } catch (error) {
    if (error instanceof GifError) return { failure: error.code };
    throw error;
  }
}
