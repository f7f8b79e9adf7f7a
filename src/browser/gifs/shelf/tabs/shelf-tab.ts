import type { PictureFields } from "../../tray/shelf-picture.js";

export interface ShelfItem {
  id: string;
  /** Label of the picture's button. */
  name: string;
  alt?: string;
  still: string;
  /** Address of the moving picture; `release` gives back what it takes. */
  openMoving?: () => Promise<{ url: string; release?: () => void } | undefined>;
  getFields: () => Promise<PictureFields>;
}

export type TabName = "room" | "mine" | "pack";

export interface ShelfTab {
  readonly name: TabName;
  readonly emptyText: string;
  /** Below the pictures. */
  readonly footer?: HTMLElement;
  readonly hasMore: boolean;
  /** Rejects if the pictures could not be loaded. */
  load(): Promise<void>;
  /** Resolves to whether anything was found; rejects like `load`. */
  loadMore(): Promise<boolean>;
  find(query: string): ShelfItem[];
  /** In place of sending, while a tab does something else with its pictures. */
  onChosen?(item: ShelfItem): boolean;
  onDelete?(item: ShelfItem): void;
  close(): void;
}

export interface TabEvents {
  onChange: () => void;
}
