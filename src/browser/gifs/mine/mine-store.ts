import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import type { PictureType } from "./picture-type.js";

/** Browsers give a site so much without asking. */
export const mineLimits = { pictures: 200, bytes: 100 * 1024 * 1024 } as const;

export interface MinePicture {
  hash: string;
  type: PictureType;
  alt: string;
  bytes: number;
  width: number;
  height: number;
  isMoving: boolean;
  addedAt: number;
  /** Where it was seen, which tells a starred picture without reading it. Hashes, since addresses name rooms. */
  places: string[];
  thumbnail: Blob;
}

export type Kept = "kept" | "known" | "full";

const MAX_PLACES = 20;
const ABOUT = "about:";
const aboutKey = (hash: string): string => `${ABOUT}${hash}`;
const fileKey = (hash: string): string => `file:${hash}`;

let store: UseStore | undefined;

/** Rejects where the browser keeps nothing, as some do in private windows. */
const inStore: UseStore = (mode, callback) => {
  store ??= createStore("gif-chat-mine", "pictures");
  return store(mode, callback);
};

const readAll = (objects: IDBObjectStore): Promise<MinePicture[]> =>
  promisifyRequest(objects.getAll(IDBKeyRange.bound(ABOUT, `${ABOUT}~`)));

const putBoth = (objects: IDBObjectStore, picture: MinePicture, file: Blob): void => {
  objects.put(picture, aboutKey(picture.hash));
  objects.put(file, fileKey(picture.hash));
};

export async function listMine(): Promise<MinePicture[]> {
  const all = await inStore("readonly", readAll);
  return all.sort((a, b) => b.addedAt - a.addedAt);
}

export const readMine = (hash: string): Promise<Blob | undefined> =>
  inStore("readonly", (objects) => promisifyRequest<Blob | undefined>(objects.get(fileKey(hash))));

/** In one transaction, since other tabs of this browser keep pictures as well. */
export function keepMine(picture: MinePicture, file: Blob): Promise<Kept> {
  return inStore("readwrite", async (objects) => {
    const all = await readAll(objects);
    const known = all.find(({ hash }) => hash === picture.hash);
    if (known) {
      const places = [...new Set([...picture.places, ...known.places])].slice(0, MAX_PLACES);
      objects.put({ ...known, places, alt: known.alt || picture.alt }, aboutKey(known.hash));
    } else {
      const bytes = all.reduce((sum, one) => sum + one.bytes, picture.bytes);
      if (all.length >= mineLimits.pictures || bytes > mineLimits.bytes) return "full";
      putBoth(objects, picture, file);
    }
    await promisifyRequest(objects.transaction);
    return known ? "known" : "kept";
  });
}

export function removeMine(hash: string): Promise<void> {
  return inStore("readwrite", (objects) => {
    objects.delete(aboutKey(hash));
    objects.delete(fileKey(hash));
    return promisifyRequest(objects.transaction);
  });
}
