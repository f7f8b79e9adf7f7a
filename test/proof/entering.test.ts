import { afterEach, describe, expect, test, vi } from "vitest";
import type { Client } from "../support/client.js";
import { refusalOf } from "../support/client.js";
import { solve } from "../support/proof.js";
import { serve, useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const password = "correct horse";

afterEach(() => void vi.useRealTimers());

/** The server runs in this process, and reads the same clock. */
const goOnBy = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

const asks = { code: "PROOF_REQUIRED", purpose: "enter" };
const codeOf = (error: Error): string => error.message;
const enter = (who: Visitor, room: string): Promise<Client | string> => who.enter(room).catch(codeOf);
const give = (who: Visitor, room: string, fields: object) => who.json("POST", `/room/${room}/enter`, fields);
const connect = (who: Visitor, auth: object) => who.connect("/chat", { auth });

/** A room that asks for a proof, with its opener in it, and somebody at the door. */
async function guarded(fields: Record<string, unknown> = {}, settings: Record<string, unknown> = {}) {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id: room } = await ann.open(fields);
  const hers = await ann.enter(room);
  const change = (asked: object) => ann.json("PATCH", `/room/${room}`, asked);
  expect((await change({ proof: true, ...settings })).body).toMatchObject({ proof: true });
  return { ann, bob, room, hers, change };
}

/** The form of the page that asks, as a browser sends it. */
function formOf(html: string) {
  const form = html.split("<form").find((part) => part.includes("proof-page")) ?? "";
  const hidden = [...form.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  const fields = hidden.map(([, name, value]): [string, string] => [name!, value!.replaceAll("&amp;", "&")]);
  return { action: form.match(/action="([^"]*)"/)?.[1] ?? "", fields: Object.fromEntries(fields) };
}

describe("a room that asks for a proof of work", () => {
  test("asks at every door, and lets in, once and for all, whoever gives one of their own", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await guarded();
    const eve = await server.visitor();
    await ann.say(room, "hello");
    const doors = [
      await bob.json("GET", `/room/${room}`),
      await bob.json("GET", `/room/${room}?spectate=on`),
      await give(bob, room, {}),
      await give(bob, room, { proof: await solve(bob, "room") }),
      await give(bob, room, { proof: await solve(eve, "enter") }),
    ];
    for (const { status, body } of doors) expect([status, body]).toMatchObject([403, { error: asks }]);
    for (const auth of [
      { room },
      { room, spectate: true },
      { room, proof: "nonsense" },
      { room, proof: 7 },
    ]) {
      const refused = connect(bob, auth);
      expect((await refusalOf(refused.socket)).data).toMatchObject(asks);
      refused.close();
    }
    for (const path of [`/room/${room}/chats`, `/room/${room}/search?q=hello`])
      expect([path, (await bob.json("GET", path)).body.error.code]).toEqual([path, "NOT_ALLOWED"]);
    const proof = await solve(bob, "enter");
    const his = connect(bob, { room, proof });
    await his.connected();
    expect(await his.next("welcome")).toMatchObject({ room: { proof: true, people: 2 } });
    const again = connect(eve, { room, proof });
    expect((await refusalOf(again.socket)).data).toMatchObject(asks);
    again.close();
    await his.call("leave");
    expect(await bob.page(`/room/${room}`)).toContain("hello");
    expect((await give(eve, room, { proof: await solve(eve, "enter") })).body).toMatchObject({ _id: room });
    (await eve.watch(room)).close();
    (await eve.enter(room)).close();
  });

  test("shows a page whose form leads on to where the visitor was going, after 20 seconds without scripts", async () => {
    const { bob, room } = await guarded({ title: "Cats & dogs" });
    goOnBy(0);
    for (const path of [`/room/${room}?spectate=on&at=3`, `/room/${room}`]) {
      const who = await server.visitor();
      const page = await who.get(path, { accept: "text/html" });
      const html = await page.text();
      expect([page.status, page.headers.get("cache-control")]).toEqual([403, "private, no-store"]);
      for (const text of [
        "Cats &amp; dogs",
        "this room asks newcomers for a short proof",
        "In 20 seconds a button",
        'data-proof="enter" data-proof-now',
      ])
        expect(html).toContain(text);
      const { action, fields } = formOf(html);
      expect([action, fields.here]).toEqual([`/room/${room}/enter`, path]);
      const early = await who.form(action, fields, { accept: "text/html" });
      const asked = await early.text();
      expect([early.status, formOf(asked)]).toEqual([403, { action, fields }]);
      expect(asked).toContain("Cats &amp; dogs");
      goOnBy(20_000);
      const led = await who.form(action, fields, { accept: "text/html" });
      expect([led.status, led.headers.get("location")]).toEqual([303, path]);
      expect((await who.get(path)).status).toBe(200);
    }
    const proof = await solve(bob, "enter");
    for (const here of ["//evil.example", `/room/${room}x`, "/operator"]) {
      const answer = await bob.form(`/room/${room}/enter`, { here, proof });
      expect([here, answer.headers.get("location")]).toEqual([here, `/room/${room}`]);
    }
  });

  test("asks whoever writes before they had a seat, and solves no puzzles for who keeps no cookies", async () => {
    const [ann, early] = [await server.visitor(), new Visitor(server.url)];
    const { _id: room } = await ann.open();
    const hers = await ann.enter(room);
    expect(await early.page(`/room/${room}`)).toContain("data-composer");
    await hers.call("settings", { proof: true });
    const told = await early.form(`/room/${room}/chat`, { chat: "hi" }, { accept: "text/html" });
    expect([told.status, told.headers.get("location")]).toEqual([303, `/room/${room}`]);
    expect((await early.get(told.headers.get("location")!)).status).toBe(403);
    const form = { here: `/room/${room}`, proof: await solve(early, "enter") };
    const lost = await new Visitor(server.url).form(`/room/${room}/enter`, form, { accept: "text/html" });
    expect([lost.status, await lost.text()]).toEqual([401, expect.not.stringContaining("data-proof")]);
    expect((await early.form(`/room/${room}/enter`, form)).status).toBe(303);
    hers.close();
  });

  test("asks for a password in the same form, and a wrong one uses up no proof", async () => {
    const { bob, room } = await guarded({ password });
    const path = `/room/${room}/enter`;
    const door = await bob.page(`/room/${room}`);
    expect(door).toMatch(/action="[^"]*enter" data-proof="enter"/);
    expect(door).toMatch(/action="[^"]*knock" data-proof="knock"/);
    expect(door).toContain("short proof that you are no robot");
    expect((await give(bob, room, { password })).body.error).toMatchObject(asks);
    const page = formOf(await (await bob.form(path, { password }, { accept: "text/html" })).text());
    expect(page).toMatchObject({ action: path, fields: { password } });
    const proof = await solve(bob, "enter");
    expect((await give(bob, room, { proof })).body.error.code).toBe("BAD_PASSWORD");
    expect((await give(bob, room, { password: "wrong", proof })).body.error.code).toBe("WRONG_PASSWORD");
    expect(await bob.page(`/room/${room}`)).not.toContain("data-proof");
    expect(await enter(bob, room)).toBe("PASSWORD_REQUIRED");
    expect((await give(bob, room, { password })).status).toBe(200);
    (await bob.enter(room)).close();
  });

  test("lets in hosts, members, and whom a host invites or lets in", async () => {
    const [ann, bob, eve, dan, kim] = await Promise.all(Array.from({ length: 5 }, () => server.visitor()));
    const { _id: room } = await ann!.open();
    const hers = await ann!.enter(room);
    const his = await bob!.enter(room);
    await hers.call("settings", { proof: true });
    await his.next("updateRoom", ({ proof }) => proof === true);
    await his.call("chat", { chat: "still here" });
    his.close();
    (await bob!.enter(room)).close();
    expect(await bob!.page(`/room/${room}`)).toContain("still here");
    const { url } = await hers.call("invite", {});
    expect((await eve!.json("POST", url)).status).toBe(200);
    (await eve!.enter(room)).close();
    await hers.call("settings", { locked: true });
    const knock = (fields: object) => dan!.json("POST", `/room/${room}/knock`, fields);
    expect((await knock({})).body.error).toMatchObject({ code: "PROOF_REQUIRED", purpose: "knock" });
    expect((await knock({ proof: await solve(dan!, "knock") })).status).toBe(202);
    await hers.call("answerKnock", { visitor: (await dan!.me()).id, admit: true });
    (await dan!.enter(room)).close();
    await hers.call("settings", { locked: false });
    await hers.call("leave");
    (await ann!.enter(room)).close();
    expect(await enter(kim!, room)).toBe("PROOF_REQUIRED");
  });

  test("asks again whom a host has sent out, and nobody any more when it is switched off", async () => {
    const { ann, bob, room, hers, change } = await guarded();
    const eve = await server.visitor();
    await give(bob, room, { proof: await solve(bob, "enter") });
    const his = await bob.enter(room);
    await hers.call("kick", { member: (await bob.me()).id });
    await his.next("disconnect");
    expect(await enter(bob, room)).toBe("PROOF_REQUIRED");
    expect((await change({ proof: false })).body).toMatchObject({ proof: false });
    (await bob.enter(room)).close();
    (await eve.watch(room)).close();
    expect((await ann.json("GET", `/room/${room}`)).body.room.proof).toBe(false);
  });

  test("ends the watching of those who have given none, and of nobody else", async () => {
    const [ann, bob, eve] = await Promise.all(Array.from({ length: 3 }, () => server.visitor()));
    const { _id: room } = await ann!.open();
    const hers = await ann!.enter(room);
    const seat = await bob!.enter(room);
    const [member, watcher] = [await bob!.watch(room), await eve!.watch(room)];
    await hers.call("settings", { proof: true });
    expect(await watcher.next("kick")).toEqual({ reason: "proof" });
    await watcher.next("disconnect");
    const back = connect(eve!, { room, spectate: true, proof: await solve(eve!, "enter") });
    expect(await back.next("welcome")).toMatchObject({ watching: true });
    await hers.call("settings", { slow: 5 });
    for (const one of [member, back]) {
      await one.next("updateRoom", ({ slow }) => slow === 5);
      expect(one.has("kick")).toBe(false);
    }
    for (const one of [hers, seat, member, back]) one.close();
  });
});

describe("the setting", () => {
  test("is for hosts alone, and is changed by JSON, by its form and over the socket", async () => {
    const { ann, bob, room, hers } = await guarded();
    expect((await bob.json("PATCH", `/room/${room}`, { proof: false })).body.error.code).toBe("NOT_HOST");
    expect((await ann.json("PATCH", `/room/${room}`, { proof: "perhaps" })).status).toBe(422);
    expect(await ann.page(`/room/${room}/settings`)).toMatch(/name="proof" value="on" checked/);
    const was = "title=A+room&proof=on";
    expect((await ann.form(`/room/${room}/settings`, { was, title: "A room" })).status).toBe(303);
    expect((await ann.json("GET", `/room/${room}/settings`)).body.proof).toBe(false);
    expect(await hers.call("settings", { proof: "on" })).toMatchObject({ proof: true });
    hers.close();
  });

  test("is neither offered nor kept to with PROOF_OF_WORK=off", async () => {
    const own = await serve({ EMPTY_ROOM_GRACE_MS: "300000" });
    const [ann, bob] = [await own.visitor(), await own.visitor()];
    const { _id: room } = await ann.open({ lifetime: "1h" });
    await ann.json("PATCH", `/room/${room}`, { proof: true });
    expect(await enter(bob, room)).toBe("PROOF_REQUIRED");
    await own.restart({ PROOF_OF_WORK: "off" });
    const hers = await ann.enter(room);
    expect((await ann.json("GET", `/room/${room}`)).body.room.proof).toBe(false);
    expect(await ann.page(`/room/${room}/settings`)).not.toContain('name="proof"');
    for (const proof of [true, false])
      expect((await ann.json("PATCH", `/room/${room}`, { proof })).body.error.code).toBe("NOT_ALLOWED");
    expect(await hers.refusal("settings", { proof: true, slow: 5 })).toBe("NOT_ALLOWED");
    expect((await ann.json("GET", `/room/${room}`)).body.room.slow).toBe(0);
    const fields = { was: "title=A+room&slow=0&proof=off", title: "A room", slow: "5" };
    expect((await ann.form(`/room/${room}/settings`, fields)).status).toBe(303);
    (await bob.enter(room)).close();
    hers.close();
    await own.close();
  });
});
