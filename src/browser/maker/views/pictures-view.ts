import { readPictures } from "../engine/open-clip.js";
import { createSlider } from "../slider.js";
import { text } from "../texts/load-texts.js";
import { PictureTiles } from "./picture-tiles.js";
import { type ReadingOptions, ReadingView } from "./reading-view.js";

const DEFAULT_SECONDS = 0.5;

/** Pictures in the order in which they were chosen. */
export class PicturesView extends ReadingView {
  readonly title = text("pictures");
  readonly #tiles: PictureTiles;

  constructor(files: File[], options: ReadingOptions) {
    super(options, {
      ...{ reading: text("readingPictures"), unreadable: text("unreadablePictures") },
      chooseOther: text("choosePictures"),
    });
    const each = createSlider({
      ...{ label: text("each"), min: 0.1, max: 2, step: 0.1, value: DEFAULT_SECONDS },
      toText: (seconds) => text("seconds", { seconds }),
    });
    this.#tiles = new PictureTiles(files, () => {
      if (!this.signal.aborted) this.showUnreadable();
    });
    this.show([...this.#tiles.elements, each.element], async (signal) =>
      readPictures(await this.#tiles.findReadable(), { msEach: each.value * 1000, signal }),
    );
  }

  override focus(): void {
    this.element.querySelector<HTMLElement>(".maker-slider input")?.focus();
  }

  override close(): void {
    super.close();
    this.#tiles.close();
  }
}
