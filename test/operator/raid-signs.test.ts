import { expect, test } from "vitest";
import {
  AddressGroup,
  groupByAddress,
  isOfRaid,
  type RaidRoom,
} from "../../src/services/operator/raids/address-group.js";
import { ratesOf } from "../../src/services/operator/raids/chat-rates.js";
import { isClearlyRaid } from "../../src/services/operator/raids/find-raiders.js";
import { toRaidKey } from "../../src/services/operator/raids/raid-key.js";

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

test("two signs of three make a raid: many visitors, many rooms within ten minutes, much noise of each; no class does", () => {
  const raids = [
    group({ visitors: 5, opened: [1, 2, 3, 4, 5] }),
    group({ visitors: 5, opened: [1, 2, 3], messages: 15 }),
    // As in test/raid on a slow machine.
    group({ visitors: 10, opened: [1, 1.1, 1.2, 1.3, 1.5, 1.6, 2], messages: 13 }),
    group({ visitors: 10, opened: [1, 1.2, 1.5, 2], messages: 20, pictures: 1 }),
    group({ visitors: 5, messages: 50 }),
    group({ visitors: 1, opened: [50, 51, 52], messages: 30 }),
    group({ visitors: 1, opened: [1, 2, 3], pictures: 8 }),
  ];
  expect(raids.filter((one) => !one.looksLikeRaid(NOW))).toEqual([]);
  const others = [
    // A class that works in groups, a lively one, and a conference.
    group({ visitors: 9, opened: [1, 2, 3], messages: 9 }),
    group({ visitors: 28, opened: [1, 2, 3, 4, 5, 6, 7], messages: 45, pictures: 2 }),
    group({ visitors: 80, opened: [1, 2, 3, 4, 5, 6, 7, 8, 9], messages: 20 }),
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

const room = (change: Partial<RaidRoom>): RaidRoom => ({
  ...{ _id: "r", owner: someone("ann"), members: [], createdAt: new Date(NOW) },
  ...change,
});

test("with a raid end the rooms that it opened within the hour, and older ones that it alone is in", () => {
  const from = new Set(["A", "B"]);
  const ends = (change: Partial<RaidRoom>) => isOfRaid(room(change), from, NOW - HOUR_MS);
  const old = { openedFrom: ["A"], createdAt: new Date(NOW - 2 * HOUR_MS) };
  const eve = { members: [someone("eve")], seatedFrom: { eve: "B" } };
  expect([ends({ openedFrom: ["A"] }), ends({ ...old, ...eve })]).toEqual([true, true]);
  expect([ends({ openedFrom: ["C"] }), ends(old)]).toEqual([false, false]);
  expect(ends({ ...old, ...eve, members: [someone("eve"), someone("joe")] })).toBe(false);
});

test("nobody is named who is in a room that not everybody may enter", () => {
  const opened = { openedFrom: ["A"], seatedFrom: { bob: "A" }, members: [someone("bob")] };
  const named = (change: Partial<RaidRoom>) => [
    ...groupByAddress([room({ ...opened, ...change })], NOW - HOUR_MS).get("A")!.names,
  ];
  expect(named({})).toEqual(["name of ann", "name of bob"]);
  for (const closed of [{ password: "a hash" }, { listed: false as const }, { locked: true }])
    expect(named(closed)).toEqual([]);
});

test("visitors are counted by every address that a room knows of them, whether they sit there or have left", () => {
  const since = NOW - HOUR_MS;
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
