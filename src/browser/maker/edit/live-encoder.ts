import { encode } from "../engine/encode.js";
import { type Clip, ClipError, type Edit, type Encoded } from "../engine/types.js";
import { SIDE } from "./preview.js";

const PAUSE_MS = 250;

interface EncoderEvents {
  onProgress: (share: number) => void;
  onDone: (encoded: Encoded) => void;
  onFailed: () => void;
}

/** Makes the GIF again a moment after each change; what is under way then is given up. */
export class LiveEncoder {
  readonly #clip: Clip;
  readonly #maxBytes: number;
  readonly #events: EncoderEvents;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;

  constructor(clip: Clip, maxBytes: number, events: EncoderEvents) {
    this.#clip = clip;
    this.#maxBytes = maxBytes;
    this.#events = events;
  }

  encode(edit: Edit): void {
    this.stop();
    this.#events.onProgress(0);
    this.#timer = setTimeout(() => void this.#run(edit), PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = undefined;
  }

  async #run(edit: Edit): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    const isCurrent = () => this.#running === running;
    try {
      const encoded = await encode(this.#clip, edit, {
        ...{ side: SIDE, maxBytes: this.#maxBytes, signal: running.signal },
        onProgress: (share) => {
          if (isCurrent()) this.#events.onProgress(share);
        },
      });
      if (isCurrent()) this.#events.onDone(encoded);
    } catch (error) {
      const isAborted = error instanceof ClipError && error.code === "aborted";
      if (isCurrent() && !isAborted) this.#events.onFailed();
    }
  }
}
