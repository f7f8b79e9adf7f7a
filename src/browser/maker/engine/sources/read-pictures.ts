import { closeClip } from "../close-clip.js";
import { type Clip, ClipError, type ClipFrame } from "../types.js";
import { Grabber, MOST_FRAMES } from "./grabber.js";

export interface ReadPicturesOptions {
  msEach: number;
  signal: AbortSignal;
}

/** All get the shape of the first one. What is beyond the most frames of a clip is left out. */
export async function readPictures(files: Blob[], { msEach, signal }: ReadPicturesOptions): Promise<Clip> {
  const frames: ClipFrame[] = [];
  let grabber: Grabber | undefined;
  try {
    for (const file of files.slice(0, MOST_FRAMES)) {
      const picture = await decode(file);
      try {
        if (signal.aborted) throw new ClipError("aborted");
        grabber ??= new Grabber(picture);
        frames.push({ image: grabber.grab(picture, picture), durationMs: msEach });
      } finally {
        picture.close();
      }
    }
  } catch (error) {
    closeClip({ frames });
    throw error;
  }
  if (!grabber) throw new ClipError("empty");
  return { frames, ...grabber.size };
}

async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch (cause) {
    throw new ClipError("unreadable", { cause });
  }
}
