import { preferences } from "../base/safe-storage.js";

const KEY = "shared";

/** So that pages open the database only when something may wait there. */
export const isShareWaiting = (): boolean =>
  preferences.read(KEY) !== null || new URLSearchParams(location.search).has(KEY);

export const flagShare = (isWaiting: boolean): void => preferences.write(KEY, isWaiting ? "yes" : null);
