import { probeVideo, readVideo } from "../engine/open-clip.js";
import type { Clip, Progress } from "../engine/types.js";
import { text } from "../texts/load-texts.js";
import { FPS, MAX_SECONDS } from "../view.js";
import { PartChooser } from "./part-chooser.js";
import { type ReadingOptions, ReadingView } from "./reading-view.js";

interface Part {
  startMs: number;
  maxMs: number;
}

/** A short video is read at once; of a long one, a part is chosen first. */
export class VideoView extends ReadingView {
  readonly title = text("video");
  readonly #file: File;
  readonly #url: string;
  #chooser: PartChooser | undefined;

  constructor(file: File, options: ReadingOptions) {
    super(options, {
      ...{ reading: text("reading"), unreadable: text("unreadable") },
      chooseOther: text("chooseVideo"),
    });
    this.#file = file;
    this.#url = URL.createObjectURL(file);
    void this.#begin();
  }

  override close(): void {
    super.close();
    this.#chooser?.close();
    URL.revokeObjectURL(this.#url);
  }

  async #begin(): Promise<void> {
    this.showWaiting();
    const all = { startMs: 0, maxMs: MAX_SECONDS * 1000 };
    try {
      const { durationMs } = await probeVideo(this.#file);
      if (this.signal.aborted) return;
      if (durationMs > all.maxMs) this.#choosePart(durationMs);
      else await this.read((signal, onProgress) => this.#readPart(all, signal, onProgress));
    } catch {
      if (!this.signal.aborted) this.showUnreadable();
    }
  }

  #choosePart(durationMs: number): void {
    const chooser = new PartChooser(this.#url, durationMs, this.signal);
    this.#chooser = chooser;
    this.show(chooser.elements, (signal, onProgress) => {
      chooser.close();
      return this.#readPart({ startMs: chooser.startMs, maxMs: chooser.lengthMs }, signal, onProgress);
    });
    this.focus();
  }

  #readPart(part: Part, signal: AbortSignal, onProgress: Progress): Promise<Clip> {
    return readVideo(this.#file, { ...part, fps: FPS, signal, onProgress });
  }
}
