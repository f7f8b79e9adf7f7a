import { createStore, delMany, get, getMany, setMany } from "idb-keyval";
import { tabStorage } from "../../base/safe-storage.js";
import { pageData } from "../../room/page-data.js";
import type { KeptUpload } from "./kept-upload.js";
import type { PictureFields } from "./shelf-picture.js";
import { isExpired, type KeptTray, sweepTrays, TRAY_STORE, toPictureKey } from "./sweep-trays.js";

const TAB = "tray";
/** The lock of a page that is reloaded is released as it goes, on a busy machine after a while. */
const RELEASED_WITHIN_MS = { reload: 20_000, other: 2000 };

/** Where the browser keeps this tab's tray: its words in one record, each picture in another that is written once. */
export class TrayStore {
  readonly #store = createStore(...TRAY_STORE);
  readonly #key: string;
  readonly #stored = new Set<string>();

  private constructor(key: string) {
    this.#key = key;
  }

  /** A duplicated tab has a copy of the storage: it gets a tray of its own, so that two do not send the same. */
  static async open(newTab: string): Promise<TrayStore> {
    // A browser that forbids its database fails at the tray itself too, and there it is said.
    sweepTrays().catch(() => undefined);
    const tab = tabStorage.read(TAB);
    const key = tab && toKey(tab);
    if (key && (await own(key))) return new TrayStore(key);
    tabStorage.write(TAB, newTab);
    if (tabStorage.read(TAB) !== newTab) throw new Error("This browser keeps nothing for a tab.");
    await own(toKey(newTab));
    return new TrayStore(toKey(newTab));
  }

  async read(): Promise<KeptUpload[]> {
    const tray = await get<KeptTray>(this.#key, this.#store);
    if (!tray) return [];
    for (const { clientId } of tray.uploads) this.#stored.add(clientId);
    if (isExpired(tray)) {
      await this.write([]);
      return [];
    }
    const keys = tray.uploads.map(({ clientId }) => toPictureKey(this.#key, clientId));
    const fields = await getMany<PictureFields | undefined>(keys, this.#store);
    return tray.uploads.flatMap((words, i) => (fields[i] ? { ...words, fields: fields[i] } : []));
  }

  async write(uploads: KeptUpload[]): Promise<void> {
    const ids = new Set(uploads.map(({ clientId }) => clientId));
    const fresh = uploads.filter(({ clientId }) => !this.#stored.has(clientId));
    const tray: KeptTray = { at: Date.now(), uploads: uploads.map(({ fields: _, ...words }) => words) };
    const entries = fresh.map(({ clientId, fields }): [string, unknown] => [
      toPictureKey(this.#key, clientId),
      fields,
    ]);
    if (uploads.length) await setMany([...entries, [this.#key, tray]], this.#store);
    for (const { clientId } of fresh) this.#stored.add(clientId);
    const gone = [...this.#stored].filter((id) => !ids.has(id));
    const keys = gone.map((id) => toPictureKey(this.#key, id));
    await delMany(uploads.length ? keys : [...keys, this.#key], this.#store);
    for (const id of gone) this.#stored.delete(id);
  }
}

const toKey = (tab: string): string => `${pageData.room}:${pageData.me.id}:${tab}`;

/** Holds a lock of this name for as long as the page lives. Without https there are no locks. */
function own(name: string): Promise<boolean> {
  const { locks } = navigator as { locks?: LockManager };
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const hold = () => new Promise<never>(() => resolve(true));
    const signal = AbortSignal.timeout(RELEASED_WITHIN_MS[isReload() ? "reload" : "other"]);
    const asking = locks.request(name, { signal }, hold);
    asking.catch(() => resolve(false));
  });
}

function isReload(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.type === "reload";
}
