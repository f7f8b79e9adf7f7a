import { createElement } from "../../base/dom.js";
import type { Clip, Edit, Encoded } from "../engine/types.js";
import { text } from "../texts/load-texts.js";
import type { View } from "../view.js";
import { whole } from "./crop-math.js";
import { CropPanel } from "./crop-panel.js";
import { createEditControls } from "./edit-controls.js";
import { FilmStrip } from "./film-strip.js";
import { LiveEncoder } from "./live-encoder.js";
import { Preview } from "./preview.js";
import { ResultBar } from "./result-bar.js";

interface EditOptions {
  maxBytes: number;
  onEdit: (edit: Edit) => void;
  onUse: (file: Blob) => void;
}

export class EditView implements View {
  readonly title = text("edit");
  readonly element: HTMLFormElement;
  readonly #options: EditOptions;
  readonly #preview: Preview;
  readonly #strip: FilmStrip;
  readonly #crop: CropPanel;
  readonly #stage = createElement("div", { class: "maker-stage" });
  readonly #encoder: LiveEncoder;
  readonly #result = new ResultBar();
  #edit: Edit;
  #encoded: Encoded | undefined;
  #isCropping = false;

  constructor(clip: Clip, edit: Edit, options: EditOptions) {
    this.#edit = edit;
    this.#options = options;
    this.#strip = new FilmStrip(clip, edit, (from, to, shown) => this.#change({ from, to }, shown));
    this.#preview = new Preview(clip, edit, (index) => this.#strip.showFrame(index));
    this.#crop = new CropPanel(clip, edit, {
      onOpen: (isOpen) => this.#setCropping(isOpen),
      onCrop: (crop) => this.#change({ crop }),
    });
    this.#encoder = new LiveEncoder(clip, options.maxBytes, {
      onProgress: (share) => this.#result.showProgress(share),
      onDone: (encoded) => this.#onEncoded(encoded),
      onFailed: () => this.#result.showFailure(),
    });
    this.element = this.#createForm();
    this.#encoder.encode(edit);
  }

  focus(): void {
    this.element.querySelector<HTMLElement>(".maker-handle")?.focus();
  }

  close(): void {
    this.#encoder.stop();
    this.#preview.close();
  }

  #createForm(): HTMLFormElement {
    this.#stage.append(this.#preview.element);
    const controls = createEditControls(this.#edit, (patch) => this.#change(patch));
    controls.prepend(this.#crop.element);
    const form = createElement(
      "form",
      { class: "maker-edit" },
      createElement("div", { class: "maker-picture" }, this.#stage, this.#strip.element),
      ...[controls, this.#result.element],
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#encoded) this.#options.onUse(this.#encoded.file);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.target as Element).matches("[role=slider]")) return;
      // Or it would press the button that gets the focus next.
      event.preventDefault();
      if (this.#encoded) form.requestSubmit();
    });
    return form;
  }

  #change(patch: Partial<Edit>, shownFrame?: number): void {
    this.#edit = { ...this.#edit, ...patch };
    this.#encoded = undefined;
    this.#preview.show(this.#toShown(), shownFrame);
    this.#encoder.encode(this.#edit);
    this.#options.onEdit(this.#edit);
  }

  #toShown = (): Edit => (this.#isCropping ? { ...this.#edit, crop: whole } : this.#edit);

  #setCropping(isCropping: boolean): void {
    this.#isCropping = isCropping;
    this.#preview.show(this.#toShown());
    if (isCropping) {
      this.#preview.element.append(this.#crop.frame.element);
      this.#crop.frame.focus();
    } else {
      this.#crop.frame.element.remove();
      if (this.#encoded) this.#preview.showEncoded(this.#encoded);
    }
  }

  #onEncoded(encoded: Encoded): void {
    this.#encoded = encoded;
    this.#result.showResult(encoded);
    if (!this.#isCropping) this.#preview.showEncoded(encoded);
  }
}
