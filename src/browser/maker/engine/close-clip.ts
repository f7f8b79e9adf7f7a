import type { Clip } from "./types.js";

/** Gives the memory of the frames back at once. */
export function closeClip({ frames }: Pick<Clip, "frames">): void {
  for (const { image } of frames) image.close();
}
