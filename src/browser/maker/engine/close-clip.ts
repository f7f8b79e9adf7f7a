import type { Clip } from "./types.js";

export function closeClip({ frames }: Pick<Clip, "frames">): void {
  for (const { image } of frames) image.close();
}
