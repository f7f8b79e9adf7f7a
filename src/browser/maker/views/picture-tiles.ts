import { createElement, createIcon } from "../../base/dom.js";
import { text } from "../texts/load-texts.js";

interface Tile {
  file: File;
  url: string;
  element: HTMLElement;
  isReadable: Promise<boolean>;
}

/** The chosen pictures in their order. One that the browser cannot read says so, and each can be taken out. */
export class PictureTiles {
  readonly #list = createElement("ol", { class: "maker-pictures" });
  readonly #said = createElement("p", { class: "maker-left-out soft small", role: "status" });
  readonly elements = [this.#list, this.#said];
  readonly #onNoneLeft: () => void;
  readonly #bad = new Set<Tile>();
  #tiles: Tile[];

  constructor(files: File[], onNoneLeft: () => void) {
    this.#onNoneLeft = onNoneLeft;
    this.#tiles = files.map((file) => this.#createTile(file));
    this.#list.append(...this.#tiles.map(({ element }) => element));
  }

  async findReadable(): Promise<File[]> {
    const tiles = this.#tiles;
    const readable = await Promise.all(tiles.map((tile) => tile.isReadable));
    return tiles.filter((_, i) => readable[i]).map(({ file }) => file);
  }

  close(): void {
    for (const { url } of this.#tiles) URL.revokeObjectURL(url);
  }

  #createTile(file: File): Tile {
    const url = URL.createObjectURL(file);
    const image = createElement("img", { src: url, alt: "" });
    const label = text("takeOut", { file: file.name });
    const out = createElement(
      "button",
      { class: "maker-take-out", type: "button", "aria-label": label, title: label },
      createIcon("close", "tiny"),
    );
    const element = createElement("li", {}, image, out);
    const isReadable = new Promise<boolean>((resolve) => {
      image.addEventListener("load", () => resolve(true));
      image.addEventListener("error", () => resolve(false));
    });
    const tile = { file, url, element, isReadable };
    out.addEventListener("click", () => this.#takeOut(tile));
    image.addEventListener("error", () => this.#mark(tile));
    return tile;
  }

  #mark(tile: Tile): void {
    if (!this.#tiles.includes(tile)) return;
    const name = createElement("span", { class: "file-name", dir: "auto" }, tile.file.name);
    tile.element.classList.add("bad");
    tile.element.querySelector("img")?.replaceWith(createIcon("warn"), name);
    this.#bad.add(tile);
    this.#update();
  }

  #takeOut(tile: Tile): void {
    const next = tile.element.nextElementSibling ?? tile.element.previousElementSibling;
    next?.querySelector("button")?.focus();
    tile.element.remove();
    URL.revokeObjectURL(tile.url);
    this.#tiles = this.#tiles.filter((one) => one !== tile);
    this.#bad.delete(tile);
    this.#update();
  }

  #update(): void {
    const files = [...this.#bad].map(({ file }) => file.name);
    this.#said.textContent = files.length ? text("leftOut", { files }) : "";
    if (this.#bad.size === this.#tiles.length) this.#onNoneLeft();
  }
}
