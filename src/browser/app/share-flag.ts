import { preferences } from "../base/safe-storage.js";

const KEY = "shared";

/** Saves most pages from opening IndexedDB. */
export const isShareWaiting = (): boolean =>
  preferences.read(KEY) !== null || new URLSearchParams(location.search).has(KEY);

export type FlagShare = (isWaiting: boolean) => void;

export const flagShare: FlagShare = (isWaiting) => preferences.write(KEY, isWaiting ? "yes" : null);
