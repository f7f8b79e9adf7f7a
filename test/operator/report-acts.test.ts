import sharp from "sharp";
import { expect, test } from "vitest";
import type { ReportPage, ReportsPage, RoomsPage } from "../../src/shared/operator-props.js";
import { gif } from "../support/gif.js";
import { at, useInstances } from "../support/instances.js";
import { OPERATOR_TOKEN, operatorAt } from "../support/operator.js";
import { scene } from "../support/scenes.js";
import type { Visitor } from "../support/visitor.js";

const instances = useInstances(2, { OPERATOR_TOKEN, EMPTY_ROOM_GRACE_MS: "300000" });

/** The operator is at another instance than everybody else. */
async function people(): Promise<{ operator: Visitor; ann: Visitor; bob: Visitor }> {
  const [first, second] = instances.servers;
  return {
    operator: await operatorAt(second!),
    ann: await first!.visitor(),
    bob: await first!.visitor(),
  };
}

async function report(who: Visitor, path: string): Promise<void> {
  const { status } = await who.json("POST", `/room/${path}/report`, { reason: "Not here" });
  expect(status).toBe(202);
}

async function newestReport(operator: Visitor): Promise<string> {
  const { reports }: ReportsPage = (await operator.json("GET", "/operator/reports")).body;
  return reports[0]!.id;
}

const view = async (operator: Visitor, id: string): Promise<ReportPage> =>
  (await operator.json("GET", `/operator/reports/${id}`)).body;

const act = (operator: Visitor, id: string, name: string, fields = {}) =>
  operator.json("POST", `/operator/reports/${id}/${name}`, fields);

async function code(answer: Promise<{ status: number; body: { error?: { code: string } } }>) {
  const { status, body } = await answer;
  return body.error?.code ?? status;
}

async function shownIn(who: Visitor, room: string): Promise<number[]> {
  const { chats } = (await who.json("GET", `/room/${room}/chats`)).body;
  return chats
    .filter(({ removedAt }: { removedAt?: string }) => !removedAt)
    .map(({ seq }: { seq: number }) => seq);
}

test("a reported message is looked at, removed for everybody, and decided", async () => {
  const { operator, ann, bob } = await people();
  const { _id: room } = await ann.open({ title: "A secret title", password: "p" });
  const [host, member] = [await ann.enter(room), bob];
  await bob.form(`/room/${room}/enter`, { password: "p" });
  const inside = await member.enter(room);
  await ann.say(room, "Fine");
  const { seq } = await ann.say(room, "What must not stay");
  const titled = async () =>
    ((await operator.json("GET", "/operator/rooms?sort=new")).body as RoomsPage).rooms.find(
      ({ id }) => id === room,
    );
  expect(await titled()).not.toHaveProperty("title");
  await report(bob, `${room}/chat/${seq}`);
  expect(await titled()).toMatchObject({ title: "A secret title", reported: true });

  const id = await newestReport(operator);
  const { report: seen, ...there } = await view(operator, id);
  expect(seen).toMatchObject({ kind: "message", room, seq, text: "What must not stay", count: 1 });
  expect(seen.author).toEqual(await ann.me());
  expect(there).toMatchObject({ isStillThere: true, room: { people: 2, isThere: true } });
  expect(await operator.page(`/operator/reports/${id}`)).toContain("What must not stay");
  expect(await act(operator, id, "remove")).toEqual({ status: 200, body: { removed: 1 } });
  for (const socket of [host, inside])
    expect(await socket.next("removeChat", (chat) => chat.seq === seq)).not.toHaveProperty("chat");
  expect(await shownIn(ann, room)).toEqual([seq - 1]);
  expect(await view(operator, id)).toMatchObject({ isStillThere: false, report: { id } });
  expect(await code(act(operator, id, "remove"))).toBe("CHAT_NOT_FOUND");
  expect(await code(act(operator, id, "block"))).toBe("BAD_INPUT");

  const here = `/operator/reports/${id}`;
  const refused = await operator.form(`${here}/remove`, {});
  expect([refused.status, refused.headers.get("location")]).toEqual([303, here]);
  expect(await operator.page(here)).toContain("This message does not exist");
  const decided = await operator.form(`${here}/decide`, {});
  expect([decided.status, decided.headers.get("location")]).toEqual([303, "/operator/reports"]);
  const list = await operator.page("/operator/reports");
  expect(list).toContain("The report is closed");
  expect(list).not.toContain("What must not stay");
  expect(await code(operator.json("GET", here))).toBe("NOT_FOUND");
  const gone = await operator.get(here);
  const goneHtml = await gone.text();
  expect([gone.status, goneHtml.includes('class="operator-nav"')]).toEqual([404, true]);
  expect(goneHtml).toContain("This report was decided already");
  expect(await code(act(operator, id, "decide"))).toBe("NOT_FOUND");
  const log = await operator.json("GET", "/operator/log");
  expect(JSON.stringify(log.body)).not.toMatch(/must not stay|secret title/);
  expect(log.body.acts.slice(0, 2)).toMatchObject([
    { act: "decide", target: `report/${id}`, ok: true },
    { act: "failed", ok: true },
  ]);
});

test("a picture goes from all messages that show it, from other rooms when asked, and is blocked", async () => {
  const { operator, ann, bob } = await people();
  const [here, there] = [await ann.open({ title: "Here" }), await ann.open({ title: "There" })];
  for (const { _id } of [here, there]) for (const who of [ann, bob]) await who.page(`/room/${_id}`);
  const file = gif({ frames: 3, width: 8 });
  const send = async (room: string, body = file) => (await ann.upload(room, body)).json();
  await send(here._id);
  await bob.json("POST", `/room/${here._id}/gif`, { again: 1 });
  await send(here._id, gif({ frames: 5 }));
  await send(there._id);
  await report(ann, `${here._id}/chat/2`);
  const id = await newestReport(operator);
  const picture = await operator.get(`/operator/reports/${id}/picture`);
  expect(Buffer.from(await picture.arrayBuffer()).equals(Buffer.from(file))).toBe(true);
  expect(Object.fromEntries(picture.headers)).toMatchObject({
    "content-type": "image/gif",
    "content-length": String(file.length),
    "content-security-policy": expect.stringMatching(/^sandbox; default-src 'none'/),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "accept-ranges": "none",
  });
  const part = await operator.get(`/operator/reports/${id}/picture`, { range: "bytes=0-3" });
  expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([200, file.length]);

  expect((await act(operator, id, "remove")).body).toEqual({ removed: 2 });
  expect(await shownIn(ann, here._id)).toEqual([3]);
  expect(await shownIn(ann, there._id)).toEqual([1]);
  expect((await act(operator, id, "remove", { everywhere: "on" })).body).toEqual({ removed: 1 });
  expect(await shownIn(ann, there._id)).toEqual([]);
  expect((await send(there._id)).seq).toBe(2);
  const { gif: shown } = await send(there._id, gif({ frames: 4 }));
  await ann.json("PATCH", `/room/${there._id}`, { locked: true });
  for (const url of [shown.url, shown.still]) {
    expect((await operator.get(url)).status).toBe(403);
    const seen = await operator.get(`/operator${url}`);
    expect([seen.status, seen.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect((await bob.get(`/operator${url}`)).status).toBe(403);
  }
  expect((await operator.get(`/operator/gif/${there._id}/..%2Fx.gif`)).status).toBe(404);
  const { hashes } = (await view(operator, id)).report.picture!;
  expect((await act(operator, id, "block")).body).toEqual({ blocked: hashes.length, removed: 1 });
  expect(await shownIn(ann, there._id)).toEqual([3]);
  expect((await send(here._id)).error.code).toBe("BLOCKED");
  expect((await (await at(instances.servers[1]!, ann).upload(here._id, file)).json()).error.code).toBe(
    "BLOCKED",
  );
  const { blocked } = (await operator.json("GET", "/operator/blocked")).body;
  expect(blocked[0].hash).toBe(hashes[0]);
  for (const { hash } of blocked) {
    const unblocked = await operator.form(`/operator/blocked/${hash}/unblock`, {});
    expect(unblocked.headers.get("location")).toBe("/operator/blocked");
  }
  expect(await operator.page("/operator/blocked")).not.toContain(hashes[0]);
  expect((await send(here._id)).seq).toEqual(expect.any(Number));
});

test("a reported room ends, and what is done about its reports afterwards is answered clearly", async () => {
  const { operator, ann, bob } = await people();
  const { _id: room } = await ann.open({ title: "Ends", lifetime: "24h" });
  const [host, inside] = [await ann.enter(room), await bob.enter(room)];
  const { seq } = await ann.say(room, "Before the end");
  await report(bob, `${room}/chat/${seq}`);
  const ofMessage = await newestReport(operator);
  await report(bob, room);
  const ofRoom = await newestReport(operator);
  expect((await view(operator, ofRoom)).report).toMatchObject({ kind: "room", title: "Ends" });
  expect(await code(act(operator, ofRoom, "remove"))).toBe("BAD_INPUT");
  expect(await act(operator, ofRoom, "end")).toEqual({ status: 200, body: { ok: true } });
  for (const socket of [host, inside]) await socket.next("removeRoom");
  expect(await code(ann.json("GET", `/room/${room}`))).toBe("ROOM_NOT_FOUND");
  for (const id of [ofMessage, ofRoom]) {
    const page = await view(operator, id);
    expect([page.room, page.isStillThere]).toEqual([undefined, false]);
    expect(await code(act(operator, id, "end"))).toBe("ROOM_NOT_FOUND");
  }
  expect(await code(act(operator, ofMessage, "remove"))).toBe("CHAT_NOT_FOUND");
  for (const id of [ofMessage, ofRoom]) expect((await act(operator, id, "decide")).status).toBe(200);
  const left = (await operator.json("GET", "/operator/reports")).body.reports;
  expect(left.map(({ room: where }: { room: string }) => where)).not.toContain(room);
});

test("whoever wrote what was reported is banned, here or everywhere, until it is over or lifted", async () => {
  const { operator, ann, bob } = await people();
  const { id: author } = await ann.me();
  const [here, there] = [await bob.open({ title: "Here" }), await bob.open({ title: "There" })];
  for (const { _id } of [here, there]) await bob.enter(_id);
  const [inside, elsewhere] = [await ann.enter(here._id), await ann.enter(there._id)];
  const { seq } = await ann.say(here._id, "Insults");
  await report(bob, `${here._id}/chat/${seq}`);
  const id = await newestReport(operator);
  for (const fields of [{}, { where: "here" }, { where: "here", hours: 2 }, { where: "there", hours: 1 }])
    expect(await code(act(operator, id, "ban", fields))).toBe("BAD_INPUT");
  const banned = await act(operator, id, "ban", { where: "here", hours: 24 });
  expect(banned).toMatchObject({ status: 200, body: { ban: expect.any(String), until: expect.any(String) } });
  await inside.next("disconnect");
  expect(await code(ann.json("GET", `/room/${here._id}`))).toBe("BANNED");
  expect((await ann.say(there._id, "Still here")).seq).toBe(1);
  const lasting = await operator.form(`/operator/reports/${id}/ban`, { where: "everywhere", hours: "720" });
  expect(lasting.headers.get("location")).toBe(`/operator/reports/${id}`);
  await elsewhere.next("disconnect");
  expect(await code(ann.json("GET", `/room/${there._id}`))).toBe("BANNED");

  const eve = await instances.servers[0]!.visitor();
  const { id: around } = await eve.me();
  const witness = await eve.enter(here._id);
  await eve.say(here._id, "I said it, too");
  await report(eve, here._id);
  const ofRoom = await newestReport(operator);
  const stranger = { where: "here", hours: 1, author: (await operator.me()).id };
  expect(await code(act(operator, ofRoom, "ban", stranger))).toBe("MEMBER_NOT_FOUND");
  expect(await operator.page(`/operator/reports/${ofRoom}`)).toContain(`name="author" value="${around}"`);
  const banAround = await act(operator, ofRoom, "ban", { ...stranger, author: around });
  await witness.next("disconnect");
  expect(await code(eve.json("GET", `/room/${here._id}`))).toBe("BANNED");
  await operator.json("POST", `/operator/bans/${banAround.body.ban}/lift`);

  const { bans } = (await operator.json("GET", "/operator/bans")).body;
  expect(bans).toMatchObject([
    { visitor: author, color: (await ann.me()).color },
    { id: banned.body.ban, visitor: author, room: here._id, until: banned.body.until },
  ]);
  expect(bans[0].room).toBeUndefined();
  for (const ban of bans)
    expect((await operator.form(`/operator/bans/${ban.id}/lift`, {})).headers.get("location")).toBe(
      "/operator/bans",
    );
  expect(await code(operator.json("POST", `/operator/bans/${bans[0].id}/lift`))).toBe("NOT_FOUND");
  await expect.poll(() => code(ann.json("GET", `/room/${here._id}`))).toBe(200);
  const { acts } = (await operator.json("GET", "/operator/log")).body;
  expect(acts.map(({ act: name, target }: { act: string; target: string }) => `${name} ${target}`)).toEqual(
    expect.arrayContaining([
      `ban report/${id}/here/24/ban/${banned.body.ban}`,
      `ban report/${id}/everywhere/720/ban/${bans[0].id}`,
      `lift ban/${bans[0].id}`,
    ]),
  );
});

test("switches and announcements hold for an hour, at every instance, until they are taken back", async () => {
  const { operator, ann } = await people();
  const there = at(instances.servers[0]!, operator);
  for (const [name, field] of [
    ["openings", "openingsClosedUntil"],
    ["lobby", "lobbyHiddenUntil"],
    ["proof", "proofUntil"],
  ] as const) {
    const on = await operator.form("/operator/switch", { name, on: "on" });
    expect([on.status, on.headers.get("location")]).toEqual([303, "/operator"]);
    const switches = async () => (await there.json("GET", "/operator")).body.switches;
    await expect.poll(switches).toHaveProperty(field, expect.any(String));
    expect((await operator.json("POST", "/operator/switch", { name })).body).not.toHaveProperty(field);
    await expect.poll(switches).not.toHaveProperty(field);
  }
  const said = await operator.json("POST", "/operator/announce", {
    text: "Back in <b>a minute</b>",
    hours: 24,
  });
  expect(said.body.announcement).toMatchObject({ text: "Back in <b>a minute</b>" });
  await expect.poll(() => ann.page("/")).toContain("Back in &lt;b&gt;a minute");
  await operator.form("/operator/announce", { text: "" });
  await expect.poll(() => ann.page("/")).not.toContain("a minute");
  const { acts } = (await operator.json("GET", "/operator/log")).body;
  expect(acts.slice(0, 3)).toMatchObject([
    { act: "announce", target: "off" },
    { act: "announce", target: "on/24" },
    { act: "proof", target: "off" },
  ]);
});

test("what looks like a reported picture is shown to the operator, and refused where they tick it", async () => {
  const { operator, ann, bob } = await people();
  const [here, there] = [await ann.open({ title: "Here" }), await ann.open({ title: "Closed" })];
  for (const { _id } of [here, there]) for (const who of [ann, bob]) await who.page(`/room/${_id}`);
  const original = await scene(7);
  const alike = await sharp(original, { animated: true }).gif({ colours: 32 }).toBuffer();
  const send = async (room: string, body: Buffer) => (await ann.upload(room, body)).json();
  await send(here._id, original);
  const { seq } = await send(there._id, alike);
  await send(there._id, await scene(8));
  await ann.json("PATCH", `/room/${there._id}`, { locked: true });
  await report(bob, `${here._id}/chat/1`);
  const id = await newestReport(operator);
  const { lookAlikes, blockedAlike } = await view(operator, id);
  expect(lookAlikes).toEqual([
    { room: there._id, seq, title: "Closed", still: expect.stringMatching(/^\/operator\/gif\//) },
  ]);
  expect(blockedAlike).toEqual([]);
  expect((await operator.get(lookAlikes[0]!.still)).status).toBe(200);
  for (const fields of [
    { room: here._id, seq: 1 },
    { room: there._id, seq: seq + 1 },
    { room: "none", seq },
    { room: there._id, seq: "x" },
  ])
    expect(await code(act(operator, id, "remove-alike", fields))).toBe("CHAT_NOT_FOUND");
  for (const fields of [{ seq }, { room: [there._id], seq }])
    expect(await code(act(operator, id, "remove-alike", fields))).toBe("BAD_INPUT");
  expect((await view(operator, id)).isBlocked).toBe(false);
  expect((await act(operator, id, "block", { alike: "on" })).body).toMatchObject({ removed: 1, alike: 1 });
  expect((await send(here._id, alike)).error.code).toBe("BLOCKED");
  expect((await send(here._id, await scene(8))).seq).toEqual(expect.any(Number));
  expect((await view(operator, id)).isBlocked).toBe(true);
  const page = await operator.page(`/operator/reports/${id}`);
  expect(page).toContain("This picture is blocked");
  expect(page).not.toMatch(/One that looks alike was blocked|action="[^"]*\/block"/);
  const removed = await operator.form(`/operator/reports/${id}/remove-alike`, { room: there._id, seq });
  expect([removed.status, removed.headers.get("location")]).toEqual([303, `/operator/reports/${id}`]);
  expect((await view(operator, id)).lookAlikes).toEqual([]);
  expect(await shownIn(ann, there._id)).toEqual([seq + 1]);
  const { acts } = (await operator.json("GET", "/operator/log")).body;
  expect(acts[0]).toMatchObject({ act: "remove", target: `room/${there._id}/${seq}`, ok: true });
  const { blocked } = (await operator.json("GET", "/operator/blocked")).body;
  expect(blocked[0]).toMatchObject({ alike: true });
  await operator.json("POST", `/operator/blocked/${blocked[0].hash}/unblock`);
  expect((await send(here._id, alike)).seq).toEqual(expect.any(Number));
});
