import { createElement } from "../../base/dom.js";
import { readPictures } from "../engine/open-clip.js";
import { createSlider } from "../slider.js";
import { text } from "../texts/load-texts.js";
import { type ReadingOptions, ReadingView } from "./reading-view.js";

const DEFAULT_SECONDS = 0.5;

/** Pictures in the order in which they were chosen. */
export class PicturesView extends ReadingView {
  readonly title = text("pictures");
  readonly #urls: string[];

  constructor(files: File[], options: ReadingOptions) {
    super(options, { reading: text("readingPictures"), unreadable: text("unreadablePictures") });
    this.#urls = files.map((file) => URL.createObjectURL(file));
    const pictures = this.#urls.map((src) =>
      createElement("li", {}, createElement("img", { src, alt: "", decoding: "async" })),
    );
    const each = createSlider({
      ...{ label: text("each"), min: 0.1, max: 2, step: 0.1, value: DEFAULT_SECONDS },
      toText: (seconds) => text("seconds", { seconds }),
    });
    this.show([createElement("ol", { class: "maker-pictures" }, ...pictures), each.element], (signal) =>
      readPictures(files, { msEach: each.value * 1000, signal }),
    );
  }

  override close(): void {
    super.close();
    for (const url of this.#urls) URL.revokeObjectURL(url);
  }
}
