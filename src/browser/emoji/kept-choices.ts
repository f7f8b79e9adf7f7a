import { preferences } from "../base/safe-storage.js";
import { tones } from "./emoji-list.js";

const RECENT = "emoji";
const TONE = "emoji-tone";
const MAX_RECENT = 16;

export const readRecent = (): string[] => preferences.read(RECENT)?.split(" ").filter(Boolean) ?? [];

export function keepRecent(emoji: string): void {
  const others = readRecent().filter((one) => one !== emoji);
  preferences.write(RECENT, [emoji, ...others].slice(0, MAX_RECENT).join(" "));
}

export function readTone(): string {
  const kept = preferences.read(TONE);
  return tones.find((tone) => tone === kept) ?? "";
}

export const keepTone = (tone: string): void => preferences.write(TONE, tone || null);
