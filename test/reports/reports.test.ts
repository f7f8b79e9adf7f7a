import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { expectGoneWithinAMinute, uniqueWord } from "../support/disk.js";
import { gif } from "../support/gif.js";
import { type OpenedReports, openReports } from "../support/reports.js";
import type { Visitor } from "../support/visitor.js";
import { useSite } from "./site.js";

const site = await useSite();

async function seated(fields: Record<string, unknown> = {}, count = 1): Promise<[string, Visitor[]]> {
  const ann = await site.server.visitor();
  const { _id } = await ann.open(fields);
  const others = await Promise.all(Array.from({ length: count }, () => site.server.visitor()));
  for (const who of [ann, ...others]) {
    if (fields.password) await who.json("POST", `/room/${_id}/enter`, { password: fields.password });
    await who.page(`/room/${_id}`);
  }
  return [_id, [ann, ...others]];
}

const report = async (who: Visitor, room: string, seq: number | string | undefined, body: unknown = {}) => {
  const { status, body: answer } = await who.json(
    "POST",
    seq === undefined ? `/room/${room}/report` : `/room/${room}/chat/${seq}/report`,
    body,
  );
  return status === 202 ? answer : answer.error.code;
};

const newest = async ({ reports }: Pick<OpenedReports, "reports"> = site) =>
  (await reports.list()).reports[0]!;

test("a message is kept with what stood around it, however often it is reported, edited and removed, until it is decided", async () => {
  const words = Array.from({ length: 6 }, uniqueWord);
  const [title, said, edited, why, again, near] = words as [string, string, string, string, string, string];
  const hostile = `<img src=x onerror=alert(1)> **${said}** </script>`;
  const [room, [ann, bob, carl, dana]] = await seated({ title, password: "sesame" }, 3);
  for (let i = 0; i < 12; i++) await ann!.say(room, i ? `line ${i}` : `not kept ${near}`);
  const { seq } = await ann!.say(room, hostile);
  for (let i = 0; i < 7; i++) await bob!.say(room, `after ${i}`);

  expect(await report(bob!, room, seq, { reason: `<b>${why}</b>` })).toEqual({ ok: true });
  const first = await newest();
  const [author, other] = [await ann!.me(), await bob!.me()];
  expect(first).toMatchObject({
    ...{ kind: "message", room, seq, title, secret: true, text: hostile, count: 1 },
    author: { ...author, from: [] },
    reasons: [{ text: `<b>${why}</b>` }],
  });
  expect(first.context.map(({ text }) => text)).toEqual([
    ...Array.from({ length: 10 }, (_, i) => `line ${i + 2}`),
    ...[hostile, "after 0", "after 1", "after 2", "after 3", "after 4"],
  ]);
  expect(first.context.filter(({ isReported }) => isReported).map((one) => one.seq)).toEqual([seq]);
  expect(first.context.at(-1)).toMatchObject({ author: other.id, name: other.name, color: other.color });

  expect(await report(bob!, room, seq, { reason: again })).toEqual({ ok: true });
  expect(await newest()).toEqual(first);
  expect(await report(carl!, room, seq)).toEqual({ ok: true });
  await ann!.json("PATCH", `/room/${room}/chat/${seq}`, { chat: edited });
  expect(await report(dana!, room, seq)).toEqual({ ok: true });
  await ann!.json("DELETE", `/room/${room}/chat/${seq}`);
  for (const who of [ann!, bob!]) expect(await report(who, room, seq)).toBe("CHAT_NOT_FOUND");
  const last = await newest();
  expect(last).toMatchObject({ id: first.id, at: first.at, text: hostile, count: 3 });
  expect(last.reasons.map(({ text, editedText }) => [text, editedText])).toEqual([
    [`<b>${why}</b>`, undefined],
    ["", edited],
  ]);
  expect(await site.reports.isReported([room, "another"])).toEqual(new Set([room]));
  expect(await site.reports.count()).toBe(1);

  await ann!.json("DELETE", `/room/${room}`);
  await expectGoneWithinAMinute(words, ...site.folders);
  expect(await site.reports.get(first.id)).toEqual(last);
  const [record] = await site.models.reports.find().lean();
  expect(record!.expiresAt.getTime() - record!.at.getTime()).toBe(30 * 24 * 3600_000);
  const stored = JSON.stringify(record);
  for (const hidden of [bob!, carl!]) expect(stored).not.toContain((await hidden.me()).id);

  await site.reports.decide(first.id);
  await expect(site.reports.get(first.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(site.reports.decide(first.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await site.models.reports.countDocuments()).toBe(0);
});

test("a picture is kept whole when its message, its room and everybody in it have gone", async () => {
  const [room, [ann, bob]] = await seated();
  const word = uniqueWord();
  const file = gif({ width: 300, height: 300, frames: 2 });
  const { seq } = await (await ann!.upload(room, file, { alt: word })).json();
  expect(await report(bob!, room, seq, { reason: "look" })).toEqual({ ok: true });
  const { id, ...found } = await newest();
  expect(found).toMatchObject({ kind: "picture", seq, context: [{ text: word, picture: true }] });
  const hash = createHash("sha256").update(file).digest("hex");
  expect(found.picture).toEqual({
    ...{ type: "image/gif", width: 300, height: 300, frames: 2, alt: word },
    hashes: expect.arrayContaining([hash]),
  });
  await ann!.json("DELETE", `/room/${room}`);
  const { type, bytes } = await site.reports.picture(id);
  expect([type, bytes.equals(file)]).toEqual(["image/gif", true]);
  const parts = await site.models.reportPictures.find({ report: id }).lean();
  expect(parts.length).toBeGreaterThan(1);
  for (const one of parts) expect(Buffer.from(one.bytes.buffer).includes("GIF89a")).toBe(false);

  const [{ _id }] = parts as [(typeof parts)[0]];
  await site.models.reportPictures.deleteOne({ _id });
  await expect(site.reports.picture(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await site.reports.decide(id);
  expect(await site.models.reportPictures.countDocuments()).toBe(0);
});

test("one of our own animations is kept like any other picture, and a picture whose file has gone is reported without it", async () => {
  const [room, [ann, bob]] = await seated();
  const { body } = await ann!.json("POST", `/room/${room}/gif`, { pack: "yes", alt: "or so" });
  await report(bob!, room, body.seq);
  const packed = await newest();
  expect(packed).toMatchObject({ kind: "picture", picture: { type: "image/gif", alt: "or so", hashes: [] } });
  expect((await site.reports.picture(packed.id)).bytes.length).toBe(body.gif.bytes);

  const { seq } = await (await ann!.upload(room, gif(), { alt: "a cat" })).json();
  await site.models.chats.updateOne({ room, seq }, { $set: { "gif.bytes": 12_345 } });
  expect(await report(bob!, room, seq)).toEqual({ ok: true });
  const without = await newest();
  expect(without).toMatchObject({ kind: "picture", text: "a cat" });
  expect(without.picture).toBeUndefined();
  await expect(site.reports.picture(without.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  for (const { id } of [packed, without]) await site.reports.decide(id);
});

test("a room is reported from the lobby, and its last messages are kept if who reports it may read them", async () => {
  const [room, [ann, bob]] = await seated({ title: "Behind a door", password: "sesame" });
  await ann!.say(room, "inside");
  const outsider = await site.server.visitor();
  expect(await report(outsider, room, undefined, { reason: "its name" })).toEqual({ ok: true });
  expect(await newest()).toMatchObject({
    ...{ kind: "room", room, title: "Behind a door", secret: true, context: [] },
    author: { id: (await ann!.me()).id },
  });
  expect((await newest()).seq).toBeUndefined();
  await site.reports.decide((await newest()).id);
  expect(await report(bob!, room, undefined)).toEqual({ ok: true });
  expect((await newest()).context).toMatchObject([{ text: "inside", isReported: false }]);
  await site.reports.decide((await newest()).id);
});

test("many who report the same thing at the same moment make one report", async () => {
  const [room, [ann, ...others]] = await seated({}, 8);
  const { seq } = await ann!.say(room, "together");
  const answers = others.flatMap((who) => [report(who, room, seq), report(who, room, seq)]);
  expect(await Promise.all(answers)).toEqual(Array(16).fill({ ok: true }));
  const { reports } = await site.reports.list();
  expect(reports.map((one) => [one.seq, one.count])).toEqual([[seq, 8]]);
  await site.reports.decide(reports[0]!.id);
});

test("pages of reports neither skip nor repeat one, also when the last of a page was decided", async () => {
  const [room, [ann, bob]] = await seated();
  for (let i = 0; i < 23; i++) await report(bob!, room, (await ann!.say(room, `number ${i}`)).seq);
  const first = await site.reports.list();
  expect([first.reports.length, first.more]).toEqual([20, true]);
  const before = first.reports.at(-1)!.id;
  await site.reports.decide(before);
  const rest = await site.reports.list({ before });
  expect(rest.reports.map(({ text }) => text)).toEqual(["number 2", "number 1", "number 0"]);
  expect(rest.more).toBe(false);
  await site.models.reports.deleteMany({});
});

test("reports made under another token are counted and removed, never opened; damaged ones likewise", async () => {
  const [room, [ann, bob]] = await seated();
  const { seq } = await ann!.say(room, "kept before");
  const picture = await (await ann!.upload(room, gif())).json();
  for (const one of [seq, picture.seq]) await report(bob!, room, one);
  const [, old] = (await site.reports.list()).reports;
  const token = "another token, and as long as the first";
  const later = await openReports(site.uri, token);
  await site.server.restart({ OPERATOR_TOKEN: token });
  const again = await bob!.json("POST", `/room/${room}/chat/${seq}/report`, { reason: "anew" });
  expect(again.status).toBe(202);
  const { reports, unreadable } = await later.reports.list();
  expect([reports.map((one) => one.text), unreadable]).toEqual([["kept before"], 2]);
  expect(await later.reports.count()).toBe(1);
  for (const act of ["get", "picture"] as const)
    await expect(later.reports[act](old!.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await later.models.reports.updateOne({ _id: reports[0]!.id }, { $set: { kind: "room" } });
  expect(await later.reports.list()).toMatchObject({ reports: [], unreadable: 3 });
  await expect(later.reports.get(reports[0]!.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await later.reports.removeUnreadable()).toBe(3);
  for (const model of [later.models.reports, later.models.reportPictures])
    expect(await (model as typeof later.models.reports).countDocuments()).toBe(0);
  await later.close();
  await site.server.restart();
});
