import type { Translate } from "../i18n/catalogue.js";
import { formatAge, formatUnit } from "../i18n/formats.js";

export interface Age {
  unit: "now" | "minute" | "hour" | "day";
  count: number;
}

export function toAge(iso: string, now: number): Age {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes < 1) return { unit: "now", count: 0 };
  if (minutes < 60) return { unit: "minute", count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? { unit: "hour", count: hours } : { unit: "day", count: Math.floor(hours / 24) };
}

/** The server uses only this form of a time, since it does not know the visitor's time zone. */
export function toRelativeTime(iso: string, now: number, t: Translate): string {
  const { unit, count } = toAge(iso, now);
  return unit === "now" ? t("time.now") : formatAge(t.lang, count, unit);
}

export function toDuration(milliseconds: number, { lang }: Translate): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return formatUnit(lang, seconds, "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return formatUnit(lang, minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? formatUnit(lang, hours, "hour") : formatUnit(lang, Math.round(hours / 24), "day");
}

export const toTimeLeft = (iso: string, now: number, t: Translate): string =>
  toDuration(Math.max(0, Date.parse(iso) - now), t);

export const isLively = (lastChatAt: string | null | undefined, now: number): boolean =>
  now - Date.parse(lastChatAt ?? "") < 60_000;
