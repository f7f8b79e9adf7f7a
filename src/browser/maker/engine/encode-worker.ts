import type { FromWorker, ToWorker } from "./encode-messages.js";
import { GifBuilder } from "./gif/gif-builder.js";

let builder: GifBuilder | undefined;

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  const answer = answerTo(data);
  const { file } = answer;
  self.postMessage(answer, { transfer: file ? [file.buffer] : [] });
});

function answerTo(message: ToWorker): FromWorker {
  try {
    const file = take(message);
    return { bytes: builder?.bytes ?? 0, frames: builder?.frames ?? 0, file };
  } catch (error) {
    return { bytes: 0, frames: 0, failure: String(error) };
  }
}

function take(message: ToWorker): Uint8Array<ArrayBuffer> | undefined {
  if ("start" in message) builder = new GifBuilder(message.start);
  else if ("sample" in message) builder?.addSample(new Uint8ClampedArray(message.sample));
  else if ("frame" in message) builder?.addFrame(new Uint8ClampedArray(message.frame), message.delay);
  else return builder?.finish();
  return undefined;
}
