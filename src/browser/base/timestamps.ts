import type { MessageKey } from "../../shared/i18n/catalogue.js";
import { toRelativeTime } from "../../shared/render/relative-time.js";
import { toTimeLeft } from "../../shared/render/time-left.js";
import { findAll } from "./dom.js";
import { lang, t } from "./i18n.js";
import { isServerTimeKnown, serverNow } from "./server-clock.js";

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const time = new Intl.DateTimeFormat(lang, clock);
const dateAndTime = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", ...clock });
const exactTime = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "medium" });

/** Replaces the server's relative times: only the browser knows the visitor's time zone. */
export function showLocalTimes(root: ParentNode): void {
  for (const element of findAll<HTMLTimeElement>("time[datetime]", root)) {
    const date = new Date(element.dateTime);
    const isClear = element.closest(".chat") || date.toDateString() === new Date().toDateString();
    element.textContent = (isClear ? time : dateAndTime).format(date);
    element.title = exactTime.format(date);
  }
}

export function startRelativeTimes(): void {
  setInterval(() => {
    for (const element of findAll("[data-ago]")) {
      const key = element.dataset.says as MessageKey;
      element.textContent = t(key, { when: toRelativeTime(element.dataset.ago ?? "", serverNow(), t) });
    }
  }, 30_000);
}

export function startCountdowns(): void {
  setInterval(() => {
    findAll("[data-ends]").forEach(updateCountdown);
    if (isServerTimeKnown()) findAll("[data-until]").forEach(updateTimeLeft);
  }, 250);
}

export function formatMoment(iso: string): string {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date(serverNow()).toDateString();
  return (isToday ? time : dateAndTime).format(date);
}

function updateTimeLeft(element: HTMLElement): void {
  const text = toTimeLeft(Date.parse(element.dataset.until ?? "") - serverNow(), t);
  if (element.textContent !== text) element.textContent = text;
}

function updateCountdown(element: HTMLElement): void {
  const left = Math.max(0, Date.parse(element.dataset.ends ?? "") - serverNow());
  // The page doesn't know the whole duration: the ring is full when first seen.
  element.dataset.whole ??= String(left || 1);
  const { counts = "room.endsIn", counted = "room.ending" } = element.dataset;
  const text =
    left > 0 ? t(counts as MessageKey, { seconds: Math.ceil(left / 1000) }) : t(counted as MessageKey);
  if (element.textContent !== text) element.textContent = text;
  const elapsed = 1 - left / Number(element.dataset.whole);
  element.parentElement
    ?.querySelector<SVGElement>(".left")
    ?.style.setProperty("stroke-dashoffset", String(elapsed));
}
