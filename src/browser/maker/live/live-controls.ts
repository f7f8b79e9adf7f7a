import { createElement } from "../../base/dom.js";
import { createMakerIcon, createRing } from "../icons.js";
import { createSlider } from "../slider.js";
import { text } from "../texts/load-texts.js";
import { MAX_SECONDS } from "../view.js";

interface LiveActions {
  record: () => void;
  stop: () => void;
  flip: () => void;
}

const DEFAULT_SECONDS = 3;

export class LiveControls {
  readonly #length = createSlider({
    ...{ label: text("length"), min: 1, max: MAX_SECONDS, step: 1, value: DEFAULT_SECONDS },
    toText: (seconds) => text("seconds", { seconds }),
  });
  readonly #ring = createRing();
  readonly #dot = createElement("span", { class: "maker-dot" });
  readonly #record = createElement(
    "button",
    { class: "maker-record", type: "button" },
    ...[this.#ring.element, this.#dot],
  );
  readonly #flip = createElement(
    "button",
    { class: "button quiet bare", type: "button", "aria-label": text("flip"), title: text("flip") },
    createMakerIcon("flip"),
  );
  readonly element = createElement(
    "div",
    { class: "maker-live-controls" },
    ...[this.#length.element, this.#record, createElement("div", { class: "maker-flip" }, this.#flip)],
  );
  #phase: "none" | "countdown" | "recording" = "none";

  constructor({ record, stop, flip }: LiveActions) {
    this.#record.addEventListener("click", () => (this.#phase === "none" ? record() : stop()));
    this.#flip.addEventListener("click", flip);
    this.setReady(false, false);
    this.setRecording("none");
  }

  get seconds(): number {
    return this.#length.value;
  }

  focus(): void {
    this.#record.focus();
  }

  setReady(isReady: boolean, canFlip: boolean): void {
    this.#record.disabled = !isReady;
    this.#flip.hidden = !canFlip;
  }

  setRecording(phase: "none" | "countdown" | "recording"): void {
    this.#phase = phase;
    const key = { none: "record", countdown: "cancelCountdown", recording: "stop" } as const;
    this.#record.setAttribute("aria-label", text(key[phase]));
    this.#record.title = text(key[phase]);
    this.#record.classList.toggle("running", phase !== "none");
    this.#length.input.disabled = phase !== "none";
    this.#flip.disabled = phase !== "none";
    this.#ring.show(0);
  }

  showProgress(share: number): void {
    this.#ring.show(share);
  }
}
