import { preferences } from "../base/safe-storage.js";

const KEY = "shared";
const WAITING = "waiting";
const OPENING = "/room";

export const isShareWaiting = (): boolean =>
  preferences.read(KEY) !== null || new URLSearchParams(location.search).has(KEY);

export const flagShare = (isWaiting: boolean): void => preferences.write(KEY, isWaiting ? WAITING : null);

/** With the time of the share that the visitor saw: another one may replace it before the room loads. */
export const flagChoice = (path: string, at: number): void => preferences.write(KEY, `${at} ${path}`);

/** The time of the share for which the visitor chose this room. */
export function findChoice({ isOwn }: { isOwn: boolean }): number | undefined {
  const [at, path] = preferences.read(KEY)?.split(" ") ?? [];
  return path === location.pathname || (path === OPENING && isOwn) ? Number(at) : undefined;
}

export interface ShareFlag {
  flagShare: typeof flagShare;
  flagChoice: typeof flagChoice;
}
