import { readFile } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import sharp from "sharp";
import { toShownMs } from "./codec/gif-format.js";
import { readGif } from "./codec/gif-reader.js";

export interface SmallJob {
  from: string;
  maxBytes: number;
  maxPixels: number;
}

export interface SmallResult {
  /** Undefined: it saves too little. */
  small?: Uint8Array;
}

const SIDE = 480;
const MAX_LOOPS = 65_535;

// Requests of visitors go first.
setPriority(constants.priority.PRIORITY_LOW);
sharp.concurrency(1);

async function make({ from, maxBytes, maxPixels }: SmallJob): Promise<SmallResult> {
  const file = await readFile(from);
  const { frames, loops } = readGif(file);
  const small = await sharp(file, { animated: true, limitInputPixels: maxPixels, failOn: "error" })
    .resize(SIDE, SIDE, { fit: "inside", withoutEnlargement: true })
    .webp({
      ...{ quality: 60, mixed: true, effort: 2 },
      loop: toWebpLoops(loops),
      delay: frames.map(({ delay }) => toShownMs(delay)),
    })
    .toBuffer();
  return small.length > maxBytes ? {} : { small };
}

/** A GIF counts the repetitions, WebP how often it is shown. */
const toWebpLoops = (loops: number | undefined): number =>
  loops === undefined ? 1 : loops === 0 ? 0 : Math.min(loops + 1, MAX_LOOPS);

// It ends with the server, whatever ends that.
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.send!(await make(JSON.parse(process.argv[2]!)));
