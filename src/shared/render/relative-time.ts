import type { Translate } from "../i18n/languages.js";

export interface Age {
  unit: "now" | "minutes" | "hours" | "days";
  count: number;
}

/** As exactly as `ago` says it. */
export function ageOf(iso: string, now: number): Age {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes < 1) return { unit: "now", count: 0 };
  if (minutes < 60) return { unit: "minutes", count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? { unit: "hours", count: hours } : { unit: "days", count: Math.floor(hours / 24) };
}

/** How long ago, in words. Right in every time zone, so the server, which knows none, uses it alone. */
export function ago(iso: string, now: number, t: Translate): string {
  const { unit, count } = ageOf(iso, now);
  return unit === "now" ? t("time.now") : t(`time.${unit}`, { count });
}

export function lasting(milliseconds: number, t: Translate): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return t("time.forSeconds", { count: seconds });
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? t("time.forMinutes", { count: minutes })
    : t("time.forHours", { count: Math.round(minutes / 60) });
}

/** Whether a room's last chat is so fresh that one may say that people are talking. */
export const isLively = (lastChatAt: string | null, now: number): boolean =>
  lastChatAt !== null && now - Date.parse(lastChatAt) < 60_000;
