import { parentPort } from "node:worker_threads";
import { GifError, type GifFailure } from "./codec/gif-format.js";
import { type RepairedGif, repairGif } from "./codec/repair-gif.js";

export interface RepairJob {
  file: Uint8Array;
  maxBytes: number;
}

export type RepairResult = RepairedGif | { failure: GifFailure };

parentPort!.on("message", ({ file, maxBytes }: RepairJob) => {
  parentPort!.postMessage(repairOrFail(file, maxBytes));
});

function repairOrFail(file: Uint8Array, maxBytes: number): RepairResult {
  try {
    return repairGif(file, maxBytes);
  } catch (error) {
    if (error instanceof GifError) return { failure: error.code };
    throw error;
  }
}
