import { createElement } from "../../base/dom.js";
import { createFilm } from "../edit/film.js";
import { createSlider } from "../slider.js";
import { text } from "../texts/load-texts.js";
import { MAX_SECONDS, toSeconds } from "../view.js";
import { readThumbs } from "./video-thumbs.js";

const DEFAULT_SECONDS = 3;
const STEP_SECONDS = 0.1;
const THUMBS = 10;

/** Plays the chosen part of a long video over and over; a film strip below leads to another part. */
export class PartChooser {
  readonly elements: HTMLElement[];
  readonly #video = createElement("video", { playsinline: true, "aria-hidden": "true" });
  readonly #strip: HTMLElement;
  readonly #start: HTMLInputElement;
  readonly #seconds: number;
  readonly #length = createSlider({
    ...{ label: text("length"), min: 1, max: MAX_SECONDS, step: 1, value: DEFAULT_SECONDS },
    toText: (seconds) => text("seconds", { seconds }),
    onChange: () => this.#update(),
  });

  constructor(url: string, durationMs: number, signal: AbortSignal) {
    this.#seconds = durationMs / 1000;
    this.#start = createElement("input", {
      ...{ type: "range", min: "0", step: String(STEP_SECONDS), value: "0" },
      "aria-label": text("partStart"),
    });
    this.#start.addEventListener("input", () => this.#update());
    const film = createElement("div", { class: "maker-film-place" }, createFilm([]));
    this.#strip = createElement(
      "div",
      { class: "maker-strip part", dir: "ltr" },
      ...[film, this.#start, createElement("span", { class: "maker-kept" })],
    );
    this.#video.muted = true;
    this.#video.src = url;
    this.#video.addEventListener("timeupdate", () => this.#stayInPart());
    this.elements = [
      createElement("div", { class: "maker-stage" }, this.#video),
      createElement("p", { class: "label" }, text("part")),
      ...[this.#strip, this.#length.element],
    ];
    const options = { durationMs, count: THUMBS, signal };
    // The strip works without its pictures.
    readThumbs(url, options, (thumbs) => film.replaceChildren(createFilm(thumbs))).catch(() => undefined);
    this.#update();
    this.#play();
  }

  get startMs(): number {
    return this.#start.valueAsNumber * 1000;
  }

  get lengthMs(): number {
    return this.#length.value * 1000;
  }

  close(): void {
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  #update(): void {
    this.#start.max = String(Math.max(0, this.#seconds - this.#length.value));
    const start = this.#start.valueAsNumber;
    const label = text("seconds", { seconds: toSeconds(start * 1000) });
    this.#start.setAttribute("aria-valuetext", label);
    this.#strip.style.setProperty("--from", String(start / this.#seconds));
    this.#strip.style.setProperty("--to", String((start + this.#length.value) / this.#seconds));
    this.#video.currentTime = start;
  }

  #play(): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    // It may be closed before it plays; the still picture does as well.
    this.#video.play().catch(() => undefined);
  }

  #stayInPart(): void {
    const start = this.#start.valueAsNumber;
    const { currentTime, paused } = this.#video;
    if (!paused && (currentTime >= start + this.#length.value || currentTime < start - 0.5))
      this.#video.currentTime = start;
  }
}
