import { closeClip } from "../close-clip.js";
import { type Clip, ClipError, type ClipFrame, type Progress, type Size } from "../types.js";
import { Grabber, MOST_FRAMES } from "./grabber.js";
import { Video } from "./video.js";

export interface ReadVideoOptions {
  startMs: number;
  maxMs: number;
  fps: number;
  signal: AbortSignal;
  onProgress: Progress;
}

export async function probeVideo(file: Blob): Promise<Size & { durationMs: number }> {
  const video = await Video.open(file);
  const { durationMs, width, height } = video;
  video.close();
  return { durationMs, width, height };
}

export async function readVideo(file: Blob, options: ReadVideoOptions): Promise<Clip> {
  const video = await Video.open(file, options.signal);
  const frames: ClipFrame[] = [];
  try {
    const grabber = new Grabber(video);
    for await (const frame of readFrames(video, grabber, options)) frames.push(frame);
    if (!frames.length) throw new ClipError("empty");
    return { frames, ...grabber.size };
  } catch (error) {
    closeClip({ frames });
    throw error;
  } finally {
    video.close();
  }
}

async function* readFrames(
  video: Video,
  grabber: Grabber,
  { startMs, maxMs, fps, onProgress }: ReadVideoOptions,
): AsyncGenerator<ClipFrame> {
  const endMs = Math.min(startMs + maxMs, video.durationMs);
  const stepMs = 1000 / fps;
  const count = Math.min(MOST_FRAMES, Math.ceil((endMs - startMs) / stepMs));
  for (let i = 0; i < count; i++) {
    const at = startMs + i * stepMs;
    const durationMs = Math.min(stepMs, endMs - at);
    await video.seek((at + durationMs / 2) / 1000);
    yield { image: grabber.grab(video.element, video), durationMs };
    onProgress((i + 1) / count);
  }
}
