import { expect, test } from "vitest";
import { translator } from "../../src/shared/i18n/index.js";
import { toLifetimeLeft, toTimeLeft } from "../../src/shared/render/time-left.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [7 * DAY, "7 days"],
  [2 * DAY, "2 days"],
  [2 * DAY - 1000, "47 hr"],
  [DAY - 1000, "23 hr"],
  [HOUR, "1 hr"],
  [HOUR - 1000, "59 min"],
  [5 * MINUTE + 1000, "5 min"],
  [5 * MINUTE, "5:00"],
  [4 * MINUTE + 31_500, "4:32"],
  [900, "0:01"],
  [-5000, "0:00"],
])("%i ms are shown as %s", (left, text) => {
  expect(toTimeLeft(left, translator("en"))).toBe(text);
});

test("an hour more is offered while it is not more than seven days", () => {
  const now = Date.now();
  const left = (ms: number) => toLifetimeLeft(new Date(now + ms).toISOString(), now, translator("ko"));
  expect(left(7 * DAY - HOUR)).toEqual({ text: "6일", isEnding: false, canExtend: true });
  expect(left(7 * DAY - HOUR + 1)).toMatchObject({ canExtend: false });
  expect(left(5 * MINUTE)).toMatchObject({ isEnding: true });
  expect(toLifetimeLeft(null, now, translator("en"))).toBeNull();
});
