import { closeClip } from "../close-clip.js";
import { type Clip, ClipError, type Progress } from "../types.js";
import { Grabber, MOST_FRAMES } from "./grabber.js";

export interface RecordOptions {
  seconds: number;
  fps: number;
  signal: AbortSignal;
  /** Ends the recording early, and keeps what was recorded. */
  stop?: AbortSignal;
  onProgress: Progress;
}

/** A camera that gives no picture for so long is busy or broken. */
const FIRST_PICTURE_MS = 10_000;
const PROGRESS_MS = 100;
/** A picture that comes a little early is taken, or the next one would come late. */
const EARLY_MS = 5;

export async function recordStream(stream: MediaStream, options: RecordOptions): Promise<Clip> {
  const recorder = new Recorder(stream, options);
  try {
    await recorder.ended;
    return recorder.toClip();
  } catch (error) {
    recorder.discard();
    throw error;
  } finally {
    recorder.close();
  }
}

class Recorder {
  readonly ended: Promise<void>;
  readonly #options: RecordOptions;
  readonly #video = document.createElement("video");
  readonly #closed = new AbortController();
  readonly #shots: { image: ImageBitmap; at: number }[] = [];
  readonly #timers: number[] = [];
  #grabber: Grabber | undefined;
  #dueAt = 0;

  constructor(stream: MediaStream, options: RecordOptions) {
    this.#options = options;
    this.ended = new Promise((resolve, reject) => {
      const { signal, stop } = options;
      const once = { signal: this.#closed.signal, once: true };
      const abort = () => reject(new ClipError("aborted"));
      if (signal.aborted) return abort();
      signal.addEventListener("abort", abort, once);
      if (stop?.aborted) return resolve();
      stop?.addEventListener("abort", () => resolve(), once);
      for (const track of stream.getVideoTracks()) track.addEventListener("ended", () => resolve(), once);
      this.#timers.push(window.setTimeout(resolve, FIRST_PICTURE_MS));
      this.#video.addEventListener("loadeddata", () => this.#start(resolve), once);
      this.#play(stream).catch(reject);
    });
  }

  toClip(): Clip {
    if (!this.#grabber) throw new ClipError("empty");
    const { fps, seconds } = this.#options;
    const end = Math.min(performance.now(), this.#shots[0]!.at + seconds * 1000);
    const frames = this.#shots.map(({ image, at }, i) => {
      const next = this.#shots[i + 1]?.at ?? Math.max(end, at + 1000 / fps);
      return { image, durationMs: next - at };
    });
    return { frames, ...this.#grabber.size };
  }

  discard(): void {
    closeClip({ frames: this.#shots.map(({ image }) => ({ image, durationMs: 0 })) });
  }

  close(): void {
    this.#closed.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#video.srcObject = null;
  }

  async #play(stream: MediaStream): Promise<void> {
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = stream;
    await this.#video.play();
  }

  #start(end: () => void): void {
    const { seconds, fps } = this.#options;
    this.#grabber = new Grabber(this.#sourceSize);
    this.#shoot();
    clearTimeout(this.#timers.pop());
    this.#timers.push(
      window.setTimeout(end, seconds * 1000),
      window.setInterval(() => this.#report(), PROGRESS_MS),
    );
    if ("requestVideoFrameCallback" in this.#video) this.#followPictures();
    else this.#timers.push(window.setInterval(() => this.#shoot(), 1000 / fps));
  }

  /** A screen on which nothing moves gives no pictures: then one lasts long. */
  #followPictures(): void {
    this.#video.requestVideoFrameCallback(() => {
      if (this.#closed.signal.aborted) return;
      if (performance.now() >= this.#dueAt - EARLY_MS) this.#shoot();
      this.#followPictures();
    });
  }

  get #sourceSize() {
    return { width: this.#video.videoWidth, height: this.#video.videoHeight };
  }

  #shoot(): void {
    if (this.#shots.length >= MOST_FRAMES) return;
    const at = performance.now();
    const stepMs = 1000 / this.#options.fps;
    // After a pause, goes on at the same pace and does not catch up.
    this.#dueAt = Math.max((this.#dueAt || at) + stepMs, at + stepMs / 2);
    this.#shots.push({ image: this.#grabber!.grab(this.#video, this.#sourceSize), at });
  }

  #report(): void {
    const elapsed = performance.now() - this.#shots[0]!.at;
    this.#options.onProgress(Math.min(1, elapsed / (this.#options.seconds * 1000)));
  }
}
