import { expect, test } from "vitest";
import {
  AddressGroup,
  groupByAddress,
  type RaidRoom,
} from "../../src/services/operator/raids/address-group.js";
import { ratesOf } from "../../src/services/operator/raids/chat-rates.js";
import { isClearlyRaid, toRaidKey } from "../../src/services/operator/raids/find-raiders.js";

const NOW = Date.parse("2026-11-29T12:00:00Z");
const HOUR_MS = 3600_000;
const MINUTE_MS = 60_000;
const someone = (id: string) => ({ id, color: "#123456", name: `name of ${id}` });

interface Behaviour {
  visitors: number;
  /** Minutes ago. */
  opened?: number[];
  messages?: number;
  pictures?: number;
}

function group({ visitors, opened = [], messages = 0, pictures = 0 }: Behaviour): AddressGroup {
  const made = new AddressGroup("its hash");
  for (let i = 0; i < visitors; i++) made.visitors.add(`visitor ${i}`);
  for (const minutes of opened) made.opened.push({ room: `room ${minutes}`, at: NOW - minutes * MINUTE_MS });
  return Object.assign(made, { messagesPerMinute: messages, picturesPerMinute: pictures });
}

test("two signs of three make a raid: many visitors, many rooms within ten minutes, much noise of each", () => {
  const raids = [
    group({ visitors: 5, opened: [1, 2, 3] }),
    group({ visitors: 5, messages: 50 }),
    group({ visitors: 1, opened: [50, 51, 52], messages: 30 }),
    group({ visitors: 1, opened: [1, 2, 3], pictures: 8 }),
  ];
  expect(raids.filter((one) => !one.looksLikeRaid(NOW))).toEqual([]);
  const others = [
    group({ visitors: 30, opened: [1], messages: 200 }),
    group({ visitors: 30, opened: [1, 20, 40] }),
    group({ visitors: 1, opened: [1, 2, 3] }),
    group({ visitors: 4, opened: [1, 2], messages: 39 }),
    group({ visitors: 1, messages: 29 }),
  ];
  expect(others.filter((one) => one.looksLikeRaid(NOW))).toEqual([]);
});

test("nobody is taken for one whose address all have, or is the operator's, or had a room before", () => {
  const raid = group({ visitors: 9, opened: [1, 2, 3], messages: 900 });
  const alone = new Map([[raid.from, raid]]);
  const groups = new Map([...alone, ["another", group({ visitors: 1 })]]);
  const settled = new Set<string>();
  expect(isClearlyRaid(raid, { groups, settled }, [], NOW)).toBe(true);
  expect(isClearlyRaid(raid, { groups: alone, settled }, [], NOW)).toBe(false);
  expect(isClearlyRaid(raid, { groups, settled }, [raid.from], NOW)).toBe(false);
  expect(isClearlyRaid(raid, { groups, settled: new Set([raid.from]) }, [], NOW)).toBe(false);
  expect(toRaidKey(raid.from)).toMatch(/^[\w-]{22}$/);
});

test("visitors are counted by every address that a room knows of them, whether they sit there or have left", () => {
  const since = NOW - HOUR_MS;
  const room = (change: Partial<RaidRoom>): RaidRoom => ({
    ...{ _id: "r", owner: someone("ann"), members: [], createdAt: new Date(NOW) },
    ...change,
  });
  const groups = groupByAddress(
    [
      room({ openedFrom: ["A", "A wide"], seatedFrom: { bob: "B" }, members: [someone("bob")] }),
      room({ openedFrom: ["A"], createdAt: new Date(since - 1), heldFrom: { eve: ["A", "B"] } }),
      room({ leftFrom: [{ visitor: "joe", from: "B" }] }),
    ],
    since,
  );
  expect([...groups.keys()]).toEqual(["A", "B"]);
  const [a, b] = [groups.get("A")!, groups.get("B")!];
  expect([[...a.visitors], a.opened.length, [...a.names]]).toEqual([["ann", "eve"], 1, ["name of ann"]]);
  expect([[...b.visitors], b.opened.length, [...b.names]]).toEqual([
    ["bob", "eve", "joe"],
    0,
    ["name of bob"],
  ]);
});

test("a rate is of the time in which was spoken last, and a few quick messages are no flood", () => {
  const spoken = (count: number, everyMs: number, author = "ann") =>
    Array.from({ length: count }, (_, i) => ({ author, createdAt: new Date(NOW - i * everyMs) }));
  const rates = (last: ReturnType<typeof spoken>) => ratesOf("r", last).map((rate) => rate.messagesPerMinute);
  expect(rates([])).toEqual([]);
  expect(rates(spoken(3, 500))).toEqual([3]);
  expect(rates(spoken(60, 100))[0]).toBeCloseTo(610, 0);
  expect(rates(spoken(60, 0))).toEqual([3600]);
  expect(rates(spoken(5, 2 * MINUTE_MS))).toEqual([5 / 8]);
  const picture = { author: "bob", createdAt: new Date(NOW), gif: { bytes: 10 } };
  expect(ratesOf("r", [picture])).toMatchObject([{ messagesPerMinute: 0, picturesPerMinute: 1 }]);
});
