import { preferences } from "../base/safe-storage.js";

export const levels = ["all", "mentions", "none"] as const;
export type Level = (typeof levels)[number];

/** Rooms that ended while this browser was elsewhere push each other out. */
const MAX_ROOMS = 50;
const ROOMS_KEY = "notify";
const SOUND_KEY = "sound";

export const readLevel = (room: string): Level => findLevel(preferences.read(ROOMS_KEY), room);

export function writeLevel(room: string, level: Level): void {
  preferences.write(ROOMS_KEY, withLevel(preferences.read(ROOMS_KEY), room, level));
}

export const isSoundOn = (): boolean => preferences.read(SOUND_KEY) === "on";

export const setSound = (isOn: boolean): void => preferences.write(SOUND_KEY, isOn ? "on" : null);

/** `stored` has `room=level` for each room with a choice, the latest last. */
export function findLevel(stored: string | null, room: string): Level {
  const level = toEntries(stored).find(([id]) => id === room)?.[1];
  return levels.find((one) => one === level) ?? "none";
}

export function withLevel(stored: string | null, room: string, level: Level): string | null {
  const others = toEntries(stored).filter(([id]) => id !== room);
  const all = level === "none" ? others : [...others, [room, level]];
  return (
    all
      .slice(-MAX_ROOMS)
      .map((entry) => entry.join("="))
      .join(" ") || null
  );
}

const toEntries = (stored: string | null): string[][] =>
  (stored ?? "")
    .split(" ")
    .filter(Boolean)
    .map((entry) => entry.split("="));
