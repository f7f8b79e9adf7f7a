import { expect, test } from "vitest";
import { useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";
import { useSite } from "./site.js";

const site = await useSite({ RATE_LIMITS: "on", TRUST_PROXY: "1" });
const without = useServer();
const unlisted = useServer({ LOBBY: "off", OPERATOR_TOKEN: "x".repeat(32) });

async function outcome(who: Visitor, path: string, body: unknown = {}): Promise<string> {
  const { status, body: answer } = await who.json("POST", path, body);
  return status === 202 ? "reported" : answer.error.code;
}

async function roomOf(ann: Visitor, fields: Record<string, unknown> = {}) {
  const { _id } = await ann.open(fields);
  await ann.page(`/room/${_id}`);
  const { seq } = await ann.say(_id, "hello");
  return { _id, room: `/room/${_id}/report`, chat: `/room/${_id}/chat/${seq}/report` };
}

test("a message is reported by who may read it, a room by who may see it", async () => {
  const visitor = (n: number) => site.server.visitor(`10.1.0.${n}`);
  const [ann, watcher, banned, member] = await Promise.all([visitor(1), visitor(2), visitor(3), visitor(4)]);
  const open = await roomOf(ann!);
  await Promise.all([banned!, member!].map((who) => who.page(`/room/${open._id}`)));
  await ann!.json("POST", `/room/${open._id}/kick`, { member: (await banned!.me()).id, ban: true });
  for (const path of [open.chat, open.room]) {
    for (const who of [member!, watcher!]) expect(await outcome(who, path)).toBe("reported");
    expect([await outcome(ann!, path), (await ann!.json("GET", path)).status]).toEqual(["NOT_ALLOWED", 403]);
    expect(await outcome(new Visitor(site.server.url), path)).toBe("NO_SESSION");
  }
  const { reports } = await site.reports.list();
  expect(reports.map(({ kind, count, author }) => [kind, count, author!.from.length])).toEqual([
    ...[
      ["room", 2, 1],
      ["message", 2, 1],
    ],
  ]);
  const { seatedFrom } = (await site.models.rooms.findById(open._id).lean())!;
  const keyOfMember = seatedFrom![(await member!.me()).id]!;
  const stored = await site.models.reports.find({ room: open._id }).lean();
  expect(stored.map(({ from }) => from.length)).toEqual([1, 1]);
  for (const key of Object.values(seatedFrom!)) expect(JSON.stringify(stored)).not.toContain(key);
  const renewed = await visitor(3);
  for (const who of [banned!, renewed]) {
    expect(await outcome(who, open.chat)).toBe("NOT_ALLOWED");
    expect(await outcome(who, open.room)).toBe("BANNED");
  }

  const secret = await roomOf(ann!, { password: "sesame" });
  expect([await outcome(watcher!, secret.chat), await outcome(watcher!, secret.room)]).toEqual([
    ...["NOT_ALLOWED", "reported"],
  ]);
  const hidden = await roomOf(ann!, { password: "sesame", listed: "off" });
  for (const path of [hidden.chat, hidden.room]) expect(await outcome(watcher!, path)).toBe("NOT_ALLOWED");
  await watcher!.json("POST", `/room/${hidden._id}/enter`, { password: "sesame" });
  for (const path of [hidden.chat, hidden.room]) expect(await outcome(watcher!, path)).toBe("reported");

  const [one] = (await site.reports.list()).reports.filter(({ room }) => room === open._id);
  const before = await site.reports.count();
  expect([await site.reports.countAlike(one!.id), await site.reports.decideAll(one!.id)]).toEqual([2, 2]);
  expect(await site.reports.count()).toBe(before - 2);
  await expect(site.reports.decideAll(one!.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await site.models.reports.insertMany(stored);
  expect(await site.reports.removeFrom([keyOfMember])).toBe(2);
  expect([await site.reports.count(), await site.reports.removeFrom([])]).toEqual([before - 2, 0]);
  await site.models.reports.deleteMany({});
});

test("what is not there, or too long, is refused and changes nothing", async () => {
  const { _id, chat, room } = await roomOf(await site.server.visitor("10.2.0.1"));
  const ann = await site.server.visitor("10.2.0.2");
  const before = await site.reports.count();
  for (const seq of ["0", "2", "x", "1e3", "99999999999999999"])
    expect(await outcome(ann, `/room/${_id}/chat/${seq}/report`)).toBe("CHAT_NOT_FOUND");
  for (const path of ["/room/none/report", "/room/none/chat/1/report", "/room/%3Cb%3E/report"])
    expect(await outcome(ann, path)).toBe("ROOM_NOT_FOUND");
  for (const reason of ["x".repeat(501), 5, {}, ["x"], null])
    for (const path of [chat, room]) expect(await outcome(ann, path, { reason })).toBe("BAD_INPUT");
  expect(await site.reports.count()).toBe(before);
  expect(await outcome(ann, chat, { reason: "😀".repeat(500) })).toBe("reported");
});

test("a form leads back to where it was shown, with thanks on the next page, and to no other site", async () => {
  const [ann, bob] = [await site.server.visitor("10.3.0.1"), await site.server.visitor("10.3.0.2")];
  const { _id, chat, room } = await roomOf(await site.server.visitor("10.3.0.3"));
  await ann.page(`/room/${_id}`);
  const send = async (who: Visitor, path: string, fields = {}) => {
    const answer = await who.form(path, fields);
    const place = answer.headers.get("location")!;
    return [answer.status, place, (await who.page(place)).includes("Thank you. Whoever runs this site")];
  };
  expect(await send(ann, chat, { reason: "a" })).toEqual([303, `/room/${_id}?at=1#chat-1`, true]);
  expect(await send(ann, room)).toEqual([303, `/room/${_id}`, true]);
  expect(await send(bob, room)).toEqual([303, "/", true]);
  const here = `/room/${_id}?spectate=on`;
  expect(await send(bob, chat, { here })).toEqual([303, here, true]);
  expect(await send(bob, chat, { here: "//example.org" })).toEqual([303, "/", true]);
  const refused = await bob.form(chat, { here, reason: "x".repeat(501) });
  const again = await refused.text();
  expect([refused.status, again.includes("x".repeat(501)), again.includes(`value="${here}"`)]).toEqual([
    ...[422, true, true],
  ]);
  expect(again).toContain("Up to 500 characters are read");
  const foreign = await bob.form(chat, {}, { origin: "https://example.org" });
  expect(foreign.status).toBe(403);
});

test("a page's seat that is still to be taken is no hindrance", async () => {
  const [host, ann] = [await site.server.visitor("10.3.1.1"), await site.server.visitor("10.3.1.2")];
  const { _id } = await host.open();
  await ann.page(`/room/${_id}`);
  expect((await ann.form(`/room/${_id}/report`, {})).headers.get("location")).toBe(`/room/${_id}`);
  expect((await ann.json("POST", `/room/${_id}/chat`, { chat: "still here" })).status).toBe(201);
});

test("without an operator nobody can report, and nothing is told of a room", async () => {
  const ann = await without.visitor();
  const { chat, room } = await roomOf(ann);
  for (const path of [chat, room, "/room/none/report"])
    for (const body of [{}, { reason: 5 }]) {
      expect(await outcome(ann, path, body)).toBe("NOT_FOUND");
      expect(await outcome(new Visitor(without.url), path, body)).toBe("NOT_FOUND");
    }
});

test("without a lobby only who is let in reports a room", async () => {
  const [ann, bob] = [await unlisted.visitor(), await unlisted.visitor()];
  const { room } = await roomOf(ann, { password: "sesame" });
  expect(await outcome(bob, room)).toBe("NOT_ALLOWED");
  await bob.json("POST", room.replace("report", "enter"), { password: "sesame" });
  expect(await outcome(bob, room)).toBe("reported");
});

test("a visitor has ten reports in ten minutes, an address thirty", async () => {
  const ann = await site.server.visitor("10.4.0.1");
  const { _id } = await roomOf(await site.server.visitor("10.4.0.3"));
  const path = `/room/${_id}/report`;
  for (let i = 0; i < 10; i++) expect(await outcome(ann, path)).toBe("reported");
  const refused = await ann.request("POST", path, { headers: { accept: "application/json" } });
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, expect.any(String)]);
  const page = await ann.form(path, { reason: "typed" });
  expect([page.status, await page.text()]).toEqual([
    429,
    expect.stringContaining("You have sent several reports."),
  ]);
  for (const who of [await site.server.visitor("10.4.0.1"), await site.server.visitor("10.4.0.1")])
    for (let i = 0; i < 10; i++) expect(await outcome(who, path)).toBe("reported");
  expect(await outcome(await site.server.visitor("10.4.0.1"), path)).toBe("TOO_MANY_REQUESTS");
  expect(await outcome(await site.server.visitor("10.4.0.2"), path)).toBe("reported");
});

test("no raid buries what others report: an address opens 50 at most, and beyond 500 nothing is dropped", async () => {
  const [ann, bob] = [await site.server.visitor("10.5.0.1"), await site.server.visitor("10.5.0.2")];
  const { _id, chat, room } = await roomOf(await site.server.visitor("10.5.0.3"));
  expect(await outcome(ann, chat)).toBe("reported");
  const one = await site.models.reports.findOne({ room: _id }).lean();
  const fill = async (count: number, change: object) => {
    const many = Array.from({ length: count }, (_, i) => ({
      ...one,
      ...change,
      _id: `0-${i}`,
      seq: 1000 + i,
    }));
    await site.models.reports.insertMany(many);
  };
  const empty = () => site.models.reports.deleteMany({ seq: { $gte: 1000 } });
  await fill(49, {});
  expect([await outcome(ann, room), await outcome(ann, chat)]).toEqual(["TOO_MANY_REPORTS", "reported"]);
  expect(await (await ann.form(room, {})).text()).toContain("Too many open reports come from your network");
  expect(await outcome(bob, room)).toBe("reported");
  await empty();
  await fill(500, { from: ["others"] });
  const second = await roomOf(await site.server.visitor("10.5.0.3"));
  expect([await outcome(bob, second.room), await outcome(bob, chat)]).toEqual(["STORAGE_FULL", "reported"]);
  await empty();
  await fill(1, { from: ["others"], bytes: 200 * 1024 * 1024 + 1 });
  expect(await outcome(bob, second.room)).toBe("STORAGE_FULL");
  await empty();
  expect(await outcome(bob, second.room)).toBe("reported");
});
