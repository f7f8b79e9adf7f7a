import type { Translate } from "../i18n/catalogue.js";

const DAY_MS = 24 * 3_600_000;

export interface Age {
  unit: "now" | "minutes" | "hours" | "days";
  count: number;
}

export function toAge(iso: string, now: number): Age {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes < 1) return { unit: "now", count: 0 };
  if (minutes < 60) return { unit: "minutes", count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? { unit: "hours", count: hours } : { unit: "days", count: Math.floor(hours / 24) };
}

/** The server uses only this form of a time, since it does not know the visitor's time zone. */
export function toRelativeTime(iso: string, now: number, t: Translate): string {
  const { unit, count } = toAge(iso, now);
  return unit === "now" ? t("time.now") : t(`time.${unit}`, { count });
}

export function toDuration(milliseconds: number, t: Translate): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return t("time.forSeconds", { count: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("time.forMinutes", { count: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48
    ? t("time.forHours", { count: hours })
    : t("time.forDays", { count: Math.round(hours / 24) });
}

export function toTimeLeft(iso: string, now: number, t: Translate): string {
  const left = Math.max(0, Date.parse(iso) - now);
  return left < 2 * DAY_MS ? toDuration(left, t) : t("time.forDays", { count: Math.round(left / DAY_MS) });
}

export const isLively = (lastChatAt: string | null | undefined, now: number): boolean =>
  now - Date.parse(lastChatAt ?? "") < 60_000;
