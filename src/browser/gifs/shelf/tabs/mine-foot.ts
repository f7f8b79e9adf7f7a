import { createElement, createIcon } from "../../../base/dom.js";
import { pageData } from "../../../room/page-data.js";
import { keepMine, type MinePicture, mineLimits } from "../../mine/mine-store.js";
import { text } from "../texts/load-texts.js";

/** Export, import and removal of starred pictures. */
export class MineFoot {
  readonly element: HTMLElement;
  readonly #onChange: () => Promise<void>;
  readonly #text = createElement("p", { class: "small soft", role: "status" });
  readonly #export = createFootButton("save", text("export"));
  readonly #import = createFootButton("add", text("import"));
  readonly #remove = createFootButton("delete", text("remove"));
  readonly #file = createElement("input", { type: "file", accept: ".zip,application/zip", hidden: true });

  constructor(onChange: () => Promise<void>) {
    this.#onChange = onChange;
    this.#file.dataset.zip = "";
    this.#remove.setAttribute("aria-pressed", "false");
    const tools = createElement("div", { class: "row" }, this.#export, this.#import, this.#remove);
    this.element = createElement("div", {}, this.#text, tools, this.#file);
    this.#export.addEventListener("click", () => void this.#exportAll());
    this.#import.addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => void this.#importFile());
    this.#remove.addEventListener("click", () => this.#setRemoving(!this.isRemoving));
  }

  get isRemoving(): boolean {
    return this.#remove.getAttribute("aria-pressed") === "true";
  }

  show(pictures: MinePicture[]): void {
    const { pictures: max } = mineLimits;
    this.#text.textContent = text("kept", { count: pictures.length, max });
    this.#export.hidden = this.#remove.hidden = !pictures.length;
    if (!pictures.length) this.#setRemoving(false);
  }

  offerUndo(picture: MinePicture, file: Blob): void {
    const undo = createElement("button", { class: "link", type: "button" }, text("undo"));
    undo.addEventListener("click", async () => {
      await keepMine(picture, file);
      await this.#onChange();
    });
    this.#text.replaceChildren(`${text("unstarred")} `, undo);
  }

  #setRemoving(isOn: boolean): void {
    this.#remove.setAttribute("aria-pressed", String(isOn));
    this.element.closest("dialog")?.classList.toggle("removing", isOn);
  }

  async #exportAll(): Promise<void> {
    const zip = await this.#run(async () => (await import("../../mine/mine-zip.js")).exportMine());
    if (!zip) return;
    this.#text.textContent = "";
    const url = URL.createObjectURL(zip);
    createElement("a", { href: url, download: "gif-chat.zip" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  async #importFile(): Promise<void> {
    const [file] = this.#file.files ?? [];
    this.#file.value = "";
    if (!file) return;
    const done = await this.#run(async () => {
      const { importMine } = await import("../../mine/mine-zip.js");
      return importMine(file, pageData.maxGifBytes);
    }, text("badZip"));
    if (!done) return;
    await this.#onChange();
    const { added, skipped, isFull } = done;
    const said = [text("imported", { count: added })];
    if (skipped) said.push(text("skipped", { count: skipped }));
    if (isFull) said.push(text("full"));
    this.#text.textContent = said.join(" ");
  }

  async #run<T>(work: () => Promise<T>, failure = text("failed")): Promise<T | undefined> {
    this.element.setAttribute("aria-busy", "true");
    this.#text.textContent = text("loading");
    try {
      return await work();
    } catch {
      this.#text.textContent = failure;
      return undefined;
    } finally {
      this.element.removeAttribute("aria-busy");
    }
  }
}

const createFootButton = (icon: string, text: string): HTMLButtonElement =>
  createElement("button", { class: "button slim quiet", type: "button" }, createIcon(icon, "tiny"), text);
