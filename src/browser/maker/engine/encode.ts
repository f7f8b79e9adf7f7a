import { sizeFor, toSequence } from "./edit.js";
import { type Plan, reduce } from "./fit.js";
import { type Timed, thin, toDelays } from "./gif/delays.js";
import { Painter } from "./painter.js";
import { type Clip, ClipError, type Edit, type Encoded, type Progress } from "./types.js";
import { WorkerClient } from "./worker-client.js";

const DEFAULT_SIDE = 320;
const MOST_COLORS = 256;
const SAMPLED_PLACES = 4;
/** While the worker is at a frame the page draws the next one. */
const MOST_UNANSWERED = 1;
const SHARE_FOR_ESTIMATE = 0.3;

export interface EncodeOptions {
  side?: number;
  maxBytes: number;
  signal: AbortSignal;
  onProgress: Progress;
}

export async function encode(clip: Clip, edit: Edit, o: EncodeOptions): Promise<Encoded> {
  const all = toDelays(toSequence(clip, edit));
  if (!all.length) throw new ClipError("empty");
  const worker = new WorkerClient(o.signal);
  try {
    let plan: Plan | undefined = { side: o.side ?? DEFAULT_SIDE, every: 1, colors: MOST_COLORS };
    for (let isReduced = false, done = 0; plan; isReduced = true) {
      const frames = thin(all, plan.every);
      const painter = new Painter(clip, edit, sizeFor(clip, edit, plan.side));
      const start = done;
      const onProgress = (share: number): void => {
        done = start + (1 - start) * share;
        o.onProgress(done);
      };
      const options = { colors: plan.colors, dither: edit.dither, maxBytes: o.maxBytes, onProgress };
      const result = await run(worker, painter, frames, options);
      if ("file" in result) return describe(result, painter, frames, isReduced);
      const { width, height } = painter.size;
      plan = reduce({ ...plan, side: Math.max(width, height) }, result.estimate, o.maxBytes);
    }
    throw new RangeError(`No GIF fits into ${o.maxBytes} bytes`);
  } finally {
    worker.close();
  }
}

interface Written {
  file: Uint8Array<ArrayBuffer>;
  frames: number;
}

interface TooLarge {
  estimate: number;
}

const describe = (
  { file, frames }: Written,
  { size }: Painter,
  timed: Timed[],
  isReduced: boolean,
): Encoded => ({
  file: new Blob([file], { type: "image/gif" }),
  width: size.width,
  height: size.height,
  frames,
  durationMs: timed.reduce((sum, { delay }) => sum + delay, 0) * 10,
  isReduced,
});

async function run(
  worker: WorkerClient,
  painter: Painter,
  frames: Timed[],
  {
    colors,
    dither,
    maxBytes,
    onProgress,
  }: Pick<EncodeOptions, "maxBytes" | "onProgress"> & {
    colors: number;
    dither: boolean;
  },
): Promise<Written | TooLarge> {
  await worker.send({ start: { ...painter.size, colors, dither } });
  for (const { index } of chooseSamples(frames)) {
    const sample = painter.paint(index);
    await worker.send({ sample }, { transfer: [sample], mostUnanswered: MOST_UNANSWERED });
  }
  for (const [i, { index, delay }] of frames.entries()) {
    const frame = painter.paint(index);
    const options = { transfer: [frame], mostUnanswered: MOST_UNANSWERED };
    const { bytes } = await worker.send({ frame, delay }, options);
    onProgress((i + 1) / frames.length);
    // The worker writes a frame when the next one comes, and is one behind.
    const share = (i - MOST_UNANSWERED) / frames.length;
    if (bytes > maxBytes && share > SHARE_FOR_ESTIMATE) return { estimate: bytes / share };
  }
  const { file, frames: written } = await worker.send({ finish: true });
  if (!file) throw new Error("The worker gave no file");
  return file.length > maxBytes ? { estimate: file.length } : { file, frames: written };
}

/** Pairs of frames that follow each other, from all parts of the clip. */
function chooseSamples(frames: Timed[]): Timed[] {
  const lastStart = Math.max(0, frames.length - 2);
  const places = Math.min(SAMPLED_PLACES, Math.ceil(frames.length / 2));
  return Array.from({ length: places }, (_, i) => {
    const start = Math.floor((lastStart * i) / Math.max(1, places - 1));
    return frames.slice(start, start + 2);
  }).flat();
}
