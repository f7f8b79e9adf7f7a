import { ClipError } from "../types.js";

export class Video {
  readonly element = document.createElement("video");
  readonly #url: string;
  readonly #signal: AbortSignal | undefined;

  private constructor(file: Blob, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#url = URL.createObjectURL(file);
    this.element.muted = true;
    this.element.playsInline = true;
    this.element.preload = "auto";
    this.element.src = this.#url;
  }

  static async open(file: Blob, signal?: AbortSignal): Promise<Video> {
    if (!file.size) throw new ClipError("unreadable");
    const video = new Video(file, signal);
    try {
      await video.#once("loadedmetadata");
      if (!video.element.videoWidth) throw new ClipError("empty");
      // The duration of a MediaRecorder file is unknown until the browser has read its end.
      if (!Number.isFinite(video.element.duration)) await video.seek(Number.MAX_SAFE_INTEGER);
      return video;
    } catch (error) {
      video.close();
      throw error;
    }
  }

  get durationMs(): number {
    const { duration, currentTime } = this.element;
    return (Number.isFinite(duration) ? duration : currentTime) * 1000;
  }

  get width(): number {
    return this.element.videoWidth;
  }

  get height(): number {
    return this.element.videoHeight;
  }

  async seek(seconds: number): Promise<void> {
    const seeked = this.#once("seeked");
    this.element.currentTime = seconds;
    await seeked;
  }

  close(): void {
    this.element.removeAttribute("src");
    this.element.load();
    URL.revokeObjectURL(this.#url);
  }

  #once(event: "loadedmetadata" | "seeked"): Promise<void> {
    const { element } = this;
    const signal = this.#signal;
    return new Promise((resolve, reject) => {
      const settled = new AbortController();
      const on = (target: EventTarget, name: string, settle: () => void): void =>
        target.addEventListener(
          name,
          () => {
            settled.abort();
            settle();
          },
          { signal: settled.signal },
        );
      const abort = () => reject(new ClipError("aborted"));
      if (signal?.aborted) return abort();
      on(element, event, resolve);
      on(element, "error", () => reject(new ClipError("unreadable", { cause: element.error })));
      if (signal) on(signal, "abort", abort);
    });
  }
}
