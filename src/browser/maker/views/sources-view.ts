import { createElement, createIcon } from "../../base/dom.js";
import { createMakerIcon } from "../icons.js";
import { canShowScreen } from "../live/open-stream.js";
import { createButton } from "../live/problem-panel.js";
import { text } from "../texts/load-texts.js";
import type { SourceKind, View } from "../view.js";

interface SourcesOptions {
  hasDraft: boolean;
  onChosen: (kind: SourceKind) => void;
  onDraft: () => void;
  onDraftDeleted: () => void;
}

export class SourcesView implements View {
  readonly title = text("title");
  readonly element: HTMLElement;

  constructor(options: SourcesOptions) {
    const kinds: SourceKind[] = ["camera", "screen", "video", "pictures"];
    const shown = kinds.filter((kind) => kind !== "screen" || canShowScreen());
    const tiles = shown.map((kind) => createTile(kind, () => options.onChosen(kind)));
    this.element = createElement(
      "div",
      { class: "maker-sources" },
      ...(options.hasDraft ? [createDraftOffer(options)] : []),
      createElement("div", { class: "maker-tiles" }, ...tiles),
      createElement("p", { class: "maker-private soft small" }, createIcon("lock", "tiny"), text("private")),
    );
  }

  focus(): void {
    this.element.querySelector("button")?.focus();
  }

  close(): void {}
}

function createTile(kind: SourceKind, onClick: () => void): HTMLElement {
  const tile = createElement(
    "button",
    { class: "maker-tile", type: "button", "data-source": kind },
    createMakerIcon(kind),
    createElement("span", { class: "title" }, text(kind)),
    createElement("span", { class: "soft small" }, text(`${kind}Hint`)),
  );
  tile.addEventListener("click", onClick);
  return tile;
}

function createDraftOffer({ onDraft, onDraftDeleted }: SourcesOptions): HTMLElement {
  const offer = createElement(
    "div",
    { class: "maker-draft" },
    createElement("p", { class: "soft small" }, text("draftHint")),
    createButton(text("draft"), "primary", onDraft),
    createButton(text("draftDelete"), "quiet", () => {
      offer.remove();
      onDraftDeleted();
    }),
  );
  return offer;
}
