import { expect, test } from "vitest";
import { ReportKey } from "../../src/services/reports/report-key.js";
import { sealLater, sealReason } from "../../src/services/reports/report-sealing.js";
import { ReportStore } from "../../src/services/reports/report-store.js";
import { OPERATOR_TOKEN } from "../support/reports.js";
import type { Visitor } from "../support/visitor.js";
import { useSite } from "./site.js";

const site = await useSite();

const report = async (who: Visitor, room: string, body: unknown = {}) =>
  expect((await who.json("POST", `/room/${room}/report`, body)).status).toBe(202);

const newest = async () => (await site.reports.list()).reports[0]!;

test("a room that was reported while it was harmless shows what it became, whoever reports it then", async () => {
  const visitors = await Promise.all(Array.from({ length: 6 }, () => site.server.visitor()));
  const [ann, outsider, ...others] = visitors as [Visitor, Visitor, ...Visitor[]];
  const { _id: room } = await ann.open({ title: "Kittens" });
  await ann.page(`/room/${room}`);
  const { seq } = await ann.say(room, "hello");
  for (const who of [outsider, others[0]!]) await report(who, room);
  expect(await newest()).not.toHaveProperty("copies");
  await ann.json("PATCH", `/room/${room}/chat/${seq}`, { chat: "a threat" });
  await report(others[1]!, room);
  expect((await newest()).copies).toMatchObject([{ title: "Kittens", context: [{ seq, text: "a threat" }] }]);
  await ann.say(room, "another");
  for (const [who, title] of [[others[2]!, "Threats"] as const, [others[3]!, "Worse"] as const]) {
    expect((await ann.json("PATCH", `/room/${room}`, { title })).status).toBe(200);
    await report(who, room);
  }
  const last = await newest();
  expect(last).toMatchObject({ title: "Kittens", context: [{ text: "hello" }], count: 5 });
  expect(last.copies!.map(({ title, context }) => [title, context.length])).toEqual([
    ["Kittens", 1],
    ["Worse", 2],
  ]);
  const damaged = { copies: ["eA"], lastCopies: ["eB"] };
  await site.models.reports.updateOne({ _id: last.id }, { $set: damaged });
  expect(await newest()).not.toHaveProperty("copies");
  await site.reports.decide(last.id);
});

test("puppets push out neither the reasons of others nor what a room was when others reported it", async () => {
  const [ann, bob] = [await site.server.visitor(), await site.server.visitor()];
  await report(bob, (await ann.open())._id, { reason: "first" });
  const { id: _id } = await newest();
  const key = new ReportKey(OPERATOR_TOKEN);
  const store = new ReportStore(
    { ...site, metrics: { count: () => {} } } as unknown as ConstructorParameters<typeof ReportStore>[0],
    key,
  );
  const about = { _id, kind: "room" } as const;
  let by = 0;
  const add = async (place: string, text: string) => {
    const at = new Date().toISOString();
    await store.add((await store.find({ _id }))!, {
      ...{ by: String(by++), place, reason: sealReason(key, about, { at, text }) },
      copy: sealLater(key, about, { at, title: text, context: [] }),
    });
  };
  const seen = async () => {
    const { reasons, copies } = await newest();
    return [reasons.map(({ text }) => text), copies!.map(({ title }) => title)];
  };
  for (let i = 0; i < 8; i++) await add("puppets", `puppet ${i}`);
  await add("honest", "an honest reason");
  for (let i = 8; i < 40; i++) await add("puppets", `puppet ${i}`);
  const early = ["first", ...Array.from({ length: 5 }, (_, i) => `puppet ${i}`), "an honest reason"];
  expect(await seen()).toEqual([early, ["puppet 0", "an honest reason"]]);
  for (let i = 0; i < 30; i++) await add(`place ${i}`, `other ${i}`);
  const others = [0, 1, 2, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29].map((i) => `other ${i}`);
  expect(await seen()).toEqual([
    [...early, ...others],
    ["puppet 0", "other 29"],
  ]);
  expect((await newest()).count).toBe(72);
  await site.reports.decide(_id);
});
