import { t } from "../../../base/i18n.js";
import { type Named, searchByName, toNamed } from "../../../elements/search-by-name.js";
import { loadPack } from "./pack-list.js";
import type { PackPicture } from "./parse-pack.js";
import type { ShelfItem, ShelfTab } from "./shelf-tab.js";

export class PackTab implements ShelfTab {
  readonly name = "pack";
  readonly emptyText = t("find.none");
  readonly hasMore = false;
  #entries: Named<PackPicture>[] = [];

  async load(): Promise<void> {
    const pack = await loadPack();
    this.#entries = pack.map((one) => toNamed(one, [one.title, one.name], { words: one.words }));
  }

  async loadMore(): Promise<boolean> {
    return false;
  }

  find(query: string): ShelfItem[] {
    const found = query ? searchByName(this.#entries, query) : this.#entries.map(({ one }) => one);
    return found.map(toItem);
  }

  close(): void {}
}

function toItem({ name, title }: PackPicture): ShelfItem {
  return {
    id: name,
    name: title,
    alt: title,
    still: `/pack/${name}.webp`,
    openMoving: async () => ({ url: `/pack/${name}.gif` }),
    getFields: async () => ({ pack: name }),
  };
}
