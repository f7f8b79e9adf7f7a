import type { MessageKey } from "../../shared/i18n/languages.js";
import { ago } from "../../shared/render/relative-time.js";
import { all } from "./dom.js";
import { lang, t } from "./i18n.js";

const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayAndClock = new Intl.DateTimeFormat(lang, {
  ...{ day: "numeric", month: "short" },
  ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
});
const exact = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "medium" });

export const exactly = (iso: string): string => exact.format(new Date(iso));

/** The server, not knowing where the visitor is, wrote how long ago it was; here the clock is known. */
export function localiseTimes(root: ParentNode): void {
  for (const time of all<HTMLTimeElement>("time[datetime]", root)) {
    const date = new Date(time.dateTime);
    const today = date.toDateString() === new Date().toDateString();
    time.textContent = (today ? clock : dayAndClock).format(date);
    time.title = exactly(time.dateTime);
  }
}

/** Lines such as "opened 4 min ago" grow old while one looks at them. */
export function startAging(): void {
  setInterval(() => {
    for (const line of all("[data-ago]")) {
      const key = line.dataset.says as MessageKey;
      line.textContent = t(key, { when: ago(line.dataset.ago ?? "", Date.now(), t) });
    }
  }, 30_000);
}

/** "Ends in 4 s", second by second, and a ring that burns down, for every room on the page that waits for its end. */
export function startCountdowns(): void {
  setInterval(() => all("[data-ends]").forEach(countDown), 250);
}

function countDown(line: HTMLElement): void {
  const left = Math.max(0, Date.parse(line.dataset.ends ?? "") - Date.now());
  // How long the room waits is the server's affair; what was left at first sight is the whole ring.
  line.dataset.whole ??= String(left || 1);
  const { counts = "room.endsIn", counted = "room.ending" } = line.dataset;
  const text =
    left > 0 ? t(counts as MessageKey, { seconds: Math.ceil(left / 1000) }) : t(counted as MessageKey);
  if (line.textContent !== text) line.textContent = text;
  const burnt = 1 - left / Number(line.dataset.whole);
  line.parentElement
    ?.querySelector<SVGElement>(".left")
    ?.style.setProperty("stroke-dashoffset", String(burnt));
}
