import { searchByName, toNamed } from "../../../elements/search-by-name.js";
import { listMine, type MinePicture, readMine, removeMine } from "../../mine/mine-store.js";
import { extensionOf } from "../../mine/picture-type.js";
import { text } from "../texts/load-texts.js";
import { MineFoot } from "./mine-foot.js";
import type { ShelfItem, ShelfTab, TabEvents } from "./shelf-tab.js";

/** Starred by the visitor, and kept in this browser alone. */
export class MineTab implements ShelfTab {
  readonly name = "mine";
  readonly emptyText = text("mineEmpty");
  readonly hasMore = false;
  readonly #onChange: () => void;
  readonly #foot = new MineFoot(() => this.#reload());
  readonly #stills = new Map<string, string>();
  #pictures: MinePicture[] = [];

  constructor({ onChange }: TabEvents) {
    this.#onChange = onChange;
  }

  get footer(): HTMLElement {
    return this.#foot.element;
  }

  async load(): Promise<void> {
    this.#pictures = await listMine();
    this.#foot.show(this.#pictures);
  }

  async loadMore(): Promise<boolean> {
    return false;
  }

  find(query: string): ShelfItem[] {
    const entries = this.#pictures.map((picture) => toNamed(picture, [picture.alt]));
    const found = query ? searchByName(entries, query) : this.#pictures;
    return found.map((picture) => this.#toItem(picture));
  }

  onChosen({ id }: ShelfItem): boolean {
    if (!this.#foot.isRemoving) return false;
    void this.#remove(id);
    return true;
  }

  onDelete({ id }: ShelfItem): void {
    void this.#remove(id);
  }

  close(): void {
    for (const url of this.#stills.values()) URL.revokeObjectURL(url);
  }

  async #reload(): Promise<void> {
    await this.load();
    this.#onChange();
  }

  async #remove(hash: string): Promise<void> {
    const picture = this.#pictures.find((one) => one.hash === hash);
    const file = await readMine(hash);
    await removeMine(hash);
    await this.#reload();
    if (picture && file) this.#foot.offerUndo(picture, file);
  }

  #stillOf({ hash, thumbnail }: MinePicture): string {
    const still = this.#stills.get(hash) ?? URL.createObjectURL(thumbnail);
    this.#stills.set(hash, still);
    return still;
  }

  #toItem(picture: MinePicture): ShelfItem {
    const { hash, type, alt, isMoving } = picture;
    return {
      id: hash,
      name: alt || text("unnamed"),
      still: this.#stillOf(picture),
      ...(alt && { alt }),
      ...(isMoving && { openMoving: () => openMoving(hash) }),
      getFields: async () => {
        const file = await readMine(hash);
        if (!file) throw new Error("Another tab has removed it");
        return { gif: new File([file], `${hash.slice(0, 8)}.${extensionOf(type)}`, { type }) };
      },
    };
  }
}

async function openMoving(hash: string): Promise<{ url: string; release: () => void } | undefined> {
  const file = await readMine(hash);
  if (!file) return undefined;
  const url = URL.createObjectURL(file);
  return { url, release: () => URL.revokeObjectURL(url) };
}
