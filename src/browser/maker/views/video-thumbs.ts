import { createElement } from "../../base/dom.js";

const HEIGHT = 56;

function once(video: HTMLVideoElement, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`The video gave no ${event}`));
    video.addEventListener(event, () => resolve(), { once: true });
    video.addEventListener("error", fail, { once: true });
    signal.addEventListener("abort", fail, { once: true });
  });
}

/** Small pictures from evenly spread moments, given out as they come. */
export async function readThumbs(
  url: string,
  { durationMs, count, signal }: { durationMs: number; count: number; signal: AbortSignal },
  onThumb: (thumbs: HTMLCanvasElement[]) => void,
): Promise<void> {
  const video = createElement("video", { preload: "auto", playsinline: true });
  video.muted = true;
  const loaded = once(video, "loadeddata", signal);
  video.src = url;
  await loaded;
  const thumbs: HTMLCanvasElement[] = [];
  const width = Math.max(1, Math.round((HEIGHT * video.videoWidth) / video.videoHeight));
  for (let i = 0; i < count; i++) {
    const sought = once(video, "seeked", signal);
    video.currentTime = ((i + 0.5) * durationMs) / count / 1000;
    await sought;
    const canvas = createElement("canvas", { width: String(width), height: String(HEIGHT) });
    canvas.getContext("2d")?.drawImage(video, 0, 0, width, HEIGHT);
    thumbs.push(canvas);
    onThumb(thumbs);
  }
  video.removeAttribute("src");
}
