import { createElement } from "../../base/dom.js";
import type { Clip, Edit } from "../engine/types.js";
import { text } from "../texts/load-texts.js";
import { toSeconds } from "../view.js";
import { createFilm } from "./film.js";

type End = "from" | "to";

const PAGE = 5;

/** The clip's pictures in a row, from left to right in every language, with a handle at each end of what is kept. */
export class FilmStrip {
  readonly #clip: Clip;
  readonly #onTrim: (from: number, to: number, shown: number) => void;
  readonly #handles: Record<End, HTMLElement>;
  readonly #playHead = createElement("span", { class: "maker-play-head" });
  readonly element: HTMLElement;
  /** When each frame begins, and the end. */
  readonly #times: number[];
  #from: number;
  #to: number;

  constructor(clip: Clip, { from, to }: Edit, onTrim: (from: number, to: number, shown: number) => void) {
    this.#clip = clip;
    this.#onTrim = onTrim;
    this.#from = from;
    this.#to = to;
    this.#times = [0];
    for (const { durationMs } of clip.frames) this.#times.push(this.#times.at(-1)! + durationMs);
    this.#handles = { from: this.#createHandle("from"), to: this.#createHandle("to") };
    this.element = createElement(
      "div",
      { class: "maker-strip", dir: "ltr", role: "group", "aria-label": text("strip") },
      createFilm(clip.frames.map(({ image }) => image)),
      createElement("span", { class: "maker-kept" }),
      this.#playHead,
      ...[this.#handles.from, this.#handles.to],
    );
    this.#draw();
  }

  showFrame(index: number): void {
    this.#playHead.style.setProperty("--at", this.#toShare(index));
  }

  #toShare = (index: number): string => String(this.#times[index]! / Math.max(this.#times.at(-1)!, 1));

  #createHandle(end: End): HTMLElement {
    const handle = createElement("span", {
      ...{ class: `maker-handle ${end}`, role: "slider", tabindex: "0", "aria-valuemin": "0" },
      "aria-valuemax": String(this.#clip.frames.length),
      "aria-label": text(end === "from" ? "start" : "end"),
    });
    handle.addEventListener("keydown", (event) => this.#onKeyDown(end, event));
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      handle.focus();
      event.preventDefault();
    });
    handle.addEventListener("pointermove", ({ pointerId, clientX }) => {
      if (!handle.hasPointerCapture(pointerId)) return;
      const { left, width } = this.element.getBoundingClientRect();
      this.#set(end, this.#findNearest((clientX - left) / width));
    });
    return handle;
  }

  #findNearest(share: number): number {
    const at = share * this.#times.at(-1)!;
    const distances = this.#times.map((time) => Math.abs(time - at));
    return distances.indexOf(Math.min(...distances));
  }

  #onKeyDown(end: End, event: KeyboardEvent): void {
    const now = end === "from" ? this.#from : this.#to;
    const steps: Record<string, number> = {
      ...{ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 },
      ...{ PageDown: -PAGE, PageUp: PAGE, Home: -Infinity, End: Infinity },
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#set(end, now + step);
  }

  #set(end: End, index: number): void {
    const last = this.#clip.frames.length;
    if (end === "from") this.#from = Math.max(0, Math.min(index, this.#to - 1));
    else this.#to = Math.min(last, Math.max(index, this.#from + 1));
    this.#draw();
    this.#onTrim(this.#from, this.#to, end === "from" ? this.#from : this.#to - 1);
  }

  #draw(): void {
    const ends = { from: this.#from, to: this.#to };
    for (const end of ["from", "to"] as const) {
      const handle = this.#handles[end];
      this.element.style.setProperty(`--${end}`, this.#toShare(ends[end]));
      handle.setAttribute("aria-valuenow", String(ends[end]));
      handle.setAttribute("aria-valuetext", text("seconds", { seconds: toSeconds(this.#times[ends[end]]!) }));
    }
  }
}
