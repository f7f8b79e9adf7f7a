import { createClientId } from "../../base/client-id.js";
import { tabStorage } from "../../base/safe-storage.js";
import type { KeptUpload } from "./kept-upload.js";
import type { TrayStore } from "./tray-store.js";

const FLAG = "tray";
const REFRESH_MS = 60_000;

interface KeeperOptions {
  getUploads: () => Promise<KeptUpload[]>;
  onRestored: (uploads: KeptUpload[]) => void;
  onSaved: () => void;
}

/** Keeps the tray over reloads. What does it is loaded with the first picture. */
export class TrayKeeper {
  readonly #options: KeeperOptions;
  #store: Promise<TrayStore | undefined> | undefined;
  #isSaving = false;
  #isDirty = false;
  #isKept = true;

  constructor(options: KeeperOptions) {
    this.#options = options;
    if (tabStorage.read(FLAG)) void this.#open();
  }

  /** Whether all that the tray holds would come back. */
  get isKept(): boolean {
    return this.#isKept;
  }

  async save({ isNew }: { isNew: boolean }): Promise<void> {
    if (isNew) this.#isKept = false;
    this.#isDirty = true;
    if (this.#isSaving) return;
    this.#isSaving = true;
    while (this.#isDirty) {
      this.#isDirty = false;
      this.#isKept = await this.#write();
    }
    this.#isSaving = false;
    this.#options.onSaved();
  }

  /** Browsers may forbid storage or run out of it: then leaving the page is asked about. */
  async #write(): Promise<boolean> {
    try {
      const store = await this.#open();
      const uploads = await this.#options.getUploads();
      if (this.#isDirty) return false;
      await store?.write(uploads);
      return store !== undefined;
    } catch {
      return false;
    }
  }

  #open(): Promise<TrayStore | undefined> {
    this.#store ??= this.#restore().catch(() => {
      this.#store = undefined;
      return undefined;
    });
    return this.#store;
  }

  async #restore(): Promise<TrayStore> {
    const { TrayStore } = await import("./tray-store.js");
    const store = await TrayStore.open(createClientId());
    const uploads = await store.read();
    if (uploads.length) this.#options.onRestored(uploads);
    setInterval(() => void this.save({ isNew: false }), REFRESH_MS);
    return store;
  }
}
