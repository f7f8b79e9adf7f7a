import { createStore, delMany, getMany, keys } from "idb-keyval";
import type { UploadWords } from "./kept-upload.js";

export const TRAY_STORE = ["gif-chat-trays", "pictures"] as const;

const KEPT_MS = 10 * 60 * 1000;

export interface KeptTray {
  /** When a page was last seen with it. */
  at: number;
  uploads: UploadWords[];
}

export const isExpired = ({ at }: KeptTray): boolean => Math.abs(Date.now() - at) >= KEPT_MS;

/** Keys of pictures begin with that of their tray. */
export const toPictureKey = (tray: string, clientId: string): string => `${tray}/${clientId}`;
const toTrayKey = (key: string): string => key.split("/")[0]!;

/** Deletes what no page came back for. */
export async function sweepTrays(): Promise<void> {
  const store = createStore(...TRAY_STORE);
  const all = await keys<string>(store);
  const names = [...new Set(all.map(toTrayKey))];
  const trays = await getMany<KeptTray | undefined>(names, store);
  const open = await listLocks();
  const gone = new Set(
    names.filter((name, i) => {
      const tray = trays[i];
      return !open.has(name) && (!tray || isExpired(tray));
    }),
  );
  await delMany(
    all.filter((key) => gone.has(toTrayKey(key))),
    store,
  );
}

/** A page has a lock of the name of its tray. */
async function listLocks(): Promise<Set<string | undefined>> {
  const { locks } = navigator as { locks?: LockManager };
  const { held = [] } = (await locks?.query()) ?? {};
  return new Set(held.map(({ name }) => name));
}
