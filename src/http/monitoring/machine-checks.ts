import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";
import { type Check, percent, toCheck } from "./check.js";

const MIN_BYTES = 256 * 1024 * 1024;
const MIN_INODES = 1000;
const FULL_HEAP = 85;
const FULL_MEMORY = 90;
const FULL_CORE = 90;

interface Folders {
  readonly dataDir: string;
  readonly uploadDir: string;
}

export async function checkDisk({ dataDir, uploadDir }: Folders): Promise<Check> {
  const [data, uploads] = await Promise.all([spaceOf(dataDir), spaceOf(uploadDir)]);
  const full = isFull(data) ? "DATA_DIR" : isFull(uploads) ? "UPLOAD_DIR" : undefined;
  return toCheck(
    { DATA_DIR: data, UPLOAD_DIR: uploads },
    full && {
      why: `The disk of ${full} is nearly full.`,
      todo: "Free space or inodes there, or enlarge the disk; a lower MAX_PICTURE_BYTES keeps pictures from filling it.",
    },
  );
}

interface Space {
  readonly bytesFree: number;
  /** Missing where the file system has no fixed number of them. */
  readonly inodesFree?: number;
}

async function spaceOf(folder: string): Promise<Space> {
  const { bavail, bsize, files, ffree } = await statfs(folder);
  return { bytesFree: bavail * bsize, ...(files > 0 && { inodesFree: ffree }) };
}

const isFull = ({ bytesFree, inodesFree = MIN_INODES }: Space): boolean =>
  bytesFree < MIN_BYTES || inodesFree < MIN_INODES;

export function checkMemory(): Check {
  const { rss } = process.memoryUsage();
  const { used_heap_size: heapUsed, heap_size_limit: heapLimit } = getHeapStatistics();
  const allowed = process.constrainedMemory();
  const limit = allowed > 0 && allowed < totalmem() ? allowed : totalmem();
  const isHeapFull = percent(heapUsed, heapLimit) >= FULL_HEAP;
  return toCheck(
    { rssBytes: rss, limitBytes: limit, heapUsedBytes: heapUsed, heapLimitBytes: heapLimit },
    (isHeapFull || percent(rss, limit) >= FULL_MEMORY) && {
      why: `The process uses nearly all memory that ${isHeapFull ? "Node allows it" : "it may have"}.`,
      todo: isHeapFull
        ? "Set NODE_OPTIONS=--max-old-space-size to more megabytes, or run more instances."
        : "Give it more memory, or run more instances.",
    },
  );
}

/** Of the time since the last look, at least a second. */
export function createEventLoopCheck(): () => Promise<Check> {
  let last = performance.eventLoopUtilization();
  return async () => {
    const asked = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    const delayMs = Math.round(performance.now() - asked);
    const now = performance.eventLoopUtilization();
    const busyPercent = Math.round(performance.eventLoopUtilization(now, last).utilization * 100);
    last = now;
    const isFull = busyPercent >= FULL_CORE && {
      why: "The core is fully used, so visitors wait.",
      todo: "Run more instances, or find out who floods (docs/operations.md, Alerts).",
    };
    return toCheck({ busyPercent, delayMs }, isFull);
  };
}
