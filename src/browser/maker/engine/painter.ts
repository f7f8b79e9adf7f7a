import { drawFrame } from "./edit.js";
import { createContext } from "./sources/grabber.js";
import type { Clip, Edit, Size } from "./types.js";

export class Painter {
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #clip: Clip;
  readonly #edit: Edit;

  constructor(
    clip: Clip,
    edit: Edit,
    readonly size: Size,
  ) {
    this.#clip = clip;
    this.#edit = edit;
    this.#context = createContext(size);
  }

  paint(index: number): ArrayBuffer {
    const { width, height } = this.size;
    drawFrame(this.#context, this.#clip, this.#edit, index, this.size);
    return this.#context.getImageData(0, 0, width, height).data.buffer;
  }
}
