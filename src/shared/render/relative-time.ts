import type { Translate } from "../i18n/catalogue.js";
import { formatAge, formatUnit } from "../i18n/formats.js";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface Age {
  unit: "now" | "minute" | "hour" | "day";
  count: number;
}

const UNIT_MS: Record<Age["unit"], number> = {
  now: MINUTE_MS,
  minute: MINUTE_MS,
  hour: 60 * MINUTE_MS,
  day: DAY_MS,
};

export function toAge(iso: string, now: number): Age {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes < 1) return { unit: "now", count: 0 };
  if (minutes < 60) return { unit: "minute", count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? { unit: "hour", count: hours } : { unit: "day", count: Math.floor(hours / 24) };
}

/** For how many milliseconds more it is shown as now. */
export function untilNextAge(iso: string, now: number): number {
  const { unit, count } = toAge(iso, now);
  return Date.parse(iso) + (count + 1) * UNIT_MS[unit] - now;
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

export interface DayFormats {
  relative: Intl.RelativeTimeFormat;
  date: Intl.DateTimeFormat;
  dateAndYear: Intl.DateTimeFormat;
}

export function createDayFormats(lang: string, timeZone?: string): DayFormats {
  const date = { weekday: "long", day: "numeric", month: "long", timeZone } as const;
  return {
    relative: new Intl.RelativeTimeFormat(lang, { numeric: "auto" }),
    date: new Intl.DateTimeFormat(lang, date),
    dateAndYear: new Intl.DateTimeFormat(lang, { ...date, year: "numeric" }),
  };
}

/** The days since 1970 in the browser's time zone. */
export function toLocalDay(date: Date): number {
  return Math.floor((date.getTime() - date.getTimezoneOffset() * MINUTE_MS) / DAY_MS);
}

export const toUtcDay = (date: Date): number => Math.floor(date.getTime() / DAY_MS);

export function toDayName(date: Date, now: Date, { relative, ...formats }: DayFormats): string {
  const ago = toLocalDay(now) - toLocalDay(date);
  if (ago === 0 || ago === 1) return capitalize(relative.format(-ago, "day"));
  const isThisYear = date.getFullYear() === now.getFullYear();
  return (isThisYear ? formats.date : formats.dateAndYear).format(date);
}

const capitalize = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
