import { closeClip } from "../close-clip.js";
import { type Clip, ClipError, type ClipFrame, type Progress } from "../types.js";
import { Grabber, MOST_FRAMES } from "./grabber.js";
import { readPictures } from "./read-pictures.js";

export interface ReadAnimationOptions {
  signal: AbortSignal;
  onProgress: Progress;
}

const DEFAULT_MS = 100;

/** Where the browser cannot decode animations, the first frame. */
export async function readAnimation(file: Blob, options: ReadAnimationOptions): Promise<Clip> {
  const { signal } = options;
  if (!("ImageDecoder" in globalThis)) return readPictures([file], { msEach: DEFAULT_MS, signal });
  const frames: ClipFrame[] = [];
  let grabber: Grabber | undefined;
  try {
    for await (const frame of decodeFrames(file, options)) {
      const size = { width: frame.displayWidth, height: frame.displayHeight };
      grabber ??= new Grabber(size);
      const durationMs = frame.duration ? frame.duration / 1000 : DEFAULT_MS;
      frames.push({ image: grabber.grab(frame, size), durationMs });
    }
  } catch (error) {
    closeClip({ frames });
    throw error instanceof ClipError ? error : new ClipError("unreadable", { cause: error });
  }
  if (!grabber) throw new ClipError("empty");
  return { frames, ...grabber.size };
}

async function* decodeFrames(
  file: Blob,
  { signal, onProgress }: ReadAnimationOptions,
): AsyncGenerator<VideoFrame> {
  const decoder = new ImageDecoder({ data: file.stream(), type: file.type || "image/gif" });
  try {
    await decoder.completed;
    await decoder.tracks.ready;
    const count = Math.min(MOST_FRAMES, decoder.tracks.selectedTrack?.frameCount ?? 0);
    for (let frameIndex = 0; frameIndex < count; frameIndex++) {
      if (signal.aborted) throw new ClipError("aborted");
      const { image } = await decoder.decode({ frameIndex });
      try {
        yield image;
      } finally {
        image.close();
      }
      onProgress((frameIndex + 1) / count);
    }
  } finally {
    decoder.close();
  }
}
