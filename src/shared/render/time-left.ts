import type { Translate } from "../i18n/catalogue.js";
import { formatUnit } from "../i18n/formats.js";
import { limits } from "../limits.js";

const { extensionMs, maxAheadMs, warningMs } = limits.lifetime;
/** From here on, days say enough. */
const MAX_HOURS = 48;

export interface LifetimeLeft {
  text: string;
  isEnding: boolean;
  canExtend: boolean;
}

export function toTimeLeft(milliseconds: number, { lang }: Translate): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  if (seconds * 1000 <= warningMs) return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  if (minutes < 60) return formatUnit(lang, minutes, "minute", "short");
  const hours = Math.floor(minutes / 60);
  return hours < MAX_HOURS
    ? formatUnit(lang, hours, "hour", "short")
    : formatUnit(lang, Math.floor(hours / 24), "day", "short");
}

export function toLifetimeLeft(expiresAt: string | null, now: number, t: Translate): LifetimeLeft | null {
  if (!expiresAt) return null;
  const left = Date.parse(expiresAt) - now;
  return {
    text: toTimeLeft(left, t),
    isEnding: left <= warningMs,
    canExtend: left + extensionMs <= maxAheadMs,
  };
}
