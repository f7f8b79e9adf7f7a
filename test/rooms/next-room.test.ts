import { describe, expect, test } from "vitest";
import { at, useInstances } from "../support/instances.js";
import { editRoom, endIn, longWithoutHost } from "../support/rooms.js";
import type { Visitor } from "../support/visitor.js";
import { endingRooms, openNext } from "./ending-room.js";

const instances = useInstances(2, {
  ...{ RATE_LIMITS: "on", PROOF_OF_WORK: "off", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" },
});

const { visitor, endingRoom } = endingRooms(instances);
const refusal = async (who: Visitor, path: string): Promise<string> =>
  (await who.json("POST", `${path}/next`)).body.error.code;

const status = async (who: Visitor, room: string) => (await who.json("GET", `/room/${room}`)).status;

describe("the next room", () => {
  test("is like the one that ends, for those who were let in, and all are told", async () => {
    const { ann, bob, path, room, hers, his } = await endingRoom({ password: "meow", max: 7, listed: "off" });
    const [annIs, bobIs] = [(await ann.me()).id, (await bob.me()).id];
    await hers.call("hosts", { member: bobIs, on: true });
    await hers.call("settings", { slow: 15, readOnly: true, title: "Cats and dogs" });
    const next = await openNext(bob, path);
    const { _id } = next;
    expect(next).toMatchObject({
      ...{ title: "Cats and dogs", max: 7, secret: true, listed: false, slow: 15, readOnly: true },
      ...{ lifetime: "1h", owner: { id: annIs }, hosts: [annIs, bobIs], people: 0 },
    });
    expect(Math.round((Date.parse(next.expiresAt!) - Date.now()) / 60_000)).toBe(60);
    for (const one of [hers, his]) expect(await one.next("next")).toEqual({ room: _id, url: `/room/${_id}` });
    const [eve, dora] = [await visitor(0), await visitor(0)];
    expect(await status(eve, _id)).toBe(403);
    await dora.json("POST", `${path}/enter`, { password: "meow" });
    const late = dora.connect("/chat", { auth: { room: room._id } });
    await late.connected();
    expect(await late.next("welcome")).toMatchObject({ next: { room: _id, url: `/room/${_id}` } });
    expect((await ann.json("GET", path)).body.next).toEqual({ room: _id, url: `/room/${_id}` });
    expect(await ann.page(path)).toContain(`href="/room/${_id}"`);
    for (const one of [ann, bob]) expect(await status(one, _id)).toBe(200);
    expect((await eve.json("POST", `/room/${_id}/enter`, { password: "meow" })).status).toBe(200);
    for (const one of [hers, his, late]) one.close();
  });

  test("is opened once, however it is asked for, and found by its lobby", async () => {
    const { ann, bob, path, hers, his } = await endingRoom();
    const lobby = await bob.lobby();
    const next = await hers.call("next", {});
    await lobby.next("newRoom", ({ _id }) => _id === next._id);
    expect((await openNext(bob, path))._id).toBe(next._id);
    expect((await his.call("next"))._id).toBe(next._id);
    const form = await ann.form(`${path}/next`, {});
    expect([form.status, form.headers.get("location")]).toEqual([303, `/room/${next._id}`]);
    await his.next("next");
    await his.call("chat", { chat: "see you there" });
    expect(his.has("next")).toBe(false);
    for (const one of [hers, his, lobby]) one.close();
  });

  test("is opened anew when it has ended before the room that it follows", async () => {
    const { ann, bob, path, hers, his } = await endingRoom();
    const first = await openNext(ann, path);
    expect(await his.next("next")).toMatchObject({ room: first._id });
    expect((await ann.json("DELETE", `/room/${first._id}`)).status).toBe(204);
    const [second, again] = await Promise.all([openNext(bob, path), openNext(ann, path)]);
    expect(second._id).not.toBe(first._id);
    expect(again._id).toBe(second._id);
    for (const one of [hers, his]) await one.next("next", ({ room }) => room === second._id);
    expect(await status(bob, second._id)).toBe(200);
    for (const one of [hers, his]) one.close();
  });

  test("opens for members alone, within the last five minutes of a lifetime", async () => {
    const { ann, path, room, hers, his } = await endingRoom();
    const [eve, carl] = [await visitor(0), await visitor(1)];
    expect(await refusal(eve, path)).toBe("NOT_ALLOWED");
    await editRoom(instances.uri, room._id, { expiresAt: new Date(Date.now() + 310_000) });
    expect(await refusal(ann, path)).toBe("TOO_EARLY");
    expect(await his.refusal("next", {})).toBe("TOO_EARLY");
    const form = await ann.form(`${path}/next`, {});
    expect([form.status, form.headers.get("location")]).toEqual([303, path]);
    expect(await ann.page(path)).toContain("in the last five minutes");
    const left = await carl.open();
    const carls = await carl.enter(left._id);
    expect(await refusal(carl, `/room/${left._id}`)).toBe("NOT_ALLOWED");
    expect(await refusal(carl, "/room/unknown")).toBe("ROOM_NOT_FOUND");
    expect((await ann.json("GET", path)).body.next).toBeUndefined();
    for (const one of [hers, his, carls]) one.close();
  });

  test("takes the place of the one that ends in its opener's share", async () => {
    const { ann, bob, path, hers, his } = await endingRoom();
    for (let i = 0; i < 2; i++) await ann.open({ lifetime: "1h" });
    const next = await openNext(bob, path);
    expect((await ann.json("POST", "/room", { title: "one more" })).body.error.code).toBe("TOO_MANY_ROOMS");
    await hers.call("extend");
    await ann.enter(next._id);
    await endIn(instances.uri, next._id, 240_000);
    expect(await refusal(ann, `/room/${next._id}`)).toBe("TOO_MANY_ROOMS");
    for (const one of [hers, his]) one.close();
  });

  test("of each of an opener's three rooms is open beside those of the others", async () => {
    const ann = await visitor(0);
    const rooms = [];
    for (let i = 0; i < 3; i++) {
      const { _id } = await ann.open({ lifetime: "1h" });
      rooms.push({ _id, hers: await ann.enter(_id) });
      await endIn(instances.uri, _id, 240_000);
    }
    for (const { _id, hers } of rooms) {
      await openNext(ann, `/room/${_id}`);
      hers.close();
    }
    expect((await ann.json("POST", "/room", { title: "one more" })).body.error.code).toBe("TOO_MANY_ROOMS");
  });

  test("keeps out who is banned, before or after it opens, with another cookie too", async () => {
    const { ann, bob, path, hers, his } = await endingRoom();
    const carl = await visitor(1);
    const carls = await carl.enter(path.slice("/room/".length));
    await hers.call("kick", { member: (await bob.me()).id, ban: true });
    const next = await openNext(ann, path);
    await hers.call("kick", { member: (await carl.me()).id, ban: true });
    for (const banned of [bob, carl]) {
      const again = await instances.servers[0]!.visitor(banned.address);
      for (const who of [at(instances.servers[0]!, banned), again])
        expect(await who.enter(next._id).catch((error: Error) => error.message)).toBe("BANNED");
    }
    const { bans } = (await ann.json("GET", `/room/${next._id}/bans`)).body;
    expect(bans.map(({ name }: { name: string }) => name)).toEqual([
      (await bob.me()).color,
      (await carl.me()).color,
    ]);
    for (const one of [hers, his, carls]) one.close();
  });

  test("is no place for who acts as a host of the room that ends to kick or ban from", async () => {
    const { ann, path, room, hers, his } = await endingRoom({ password: "meow" });
    const [carl, dora] = [await visitor(1), await visitor(0)];
    for (const one of [carl, dora]) await one.json("POST", `${path}/enter`, { password: "meow" });
    const [carls, doras] = [await carl.enter(room._id), await dora.enter(room._id)];
    const { _id } = await openNext(ann, path);
    const [hersThere, carlsThere] = [await ann.enter(_id), await carl.enter(_id)];
    const carlIs = (await carl.me()).id;
    await hersThere.call("hosts", { member: carlIs, on: true });
    await hers.call("leave");
    await longWithoutHost(instances.uri, room._id);
    await his.next("hosts", ({ acting }) => acting !== undefined);
    await his.call("kick", { member: carlIs, ban: true });
    await his.call("kick", { member: (await dora.me()).id });
    expect(await doras.next("kick")).toEqual({ reason: "kicked" });
    expect(await carlsThere.call("chat", { chat: "still here" })).toMatchObject({ chat: "still here" });
    const { body } = await ann.json("GET", `/room/${_id}`);
    expect(body.room.hosts).toEqual([(await ann.me()).id, carlIs]);
    expect((await ann.json("GET", `/room/${_id}/bans`)).body.bans).toEqual([]);
    expect(await status(dora, _id)).toBe(200);
    for (const one of [his, carls, doras, hersThere, carlsThere]) one.close();
  });

  test("lets in to a locked room who was seated in one, and who had an invite", async () => {
    const { bob, path, hers, his } = await endingRoom();
    await hers.call("settings", { locked: true });
    const [carl, eve] = [await visitor(0), await visitor(0)];
    const { url } = await hers.call("invite", {});
    await carl.json("POST", url);
    const { _id } = await openNext(bob, path);
    for (const who of [bob, carl]) (await who.enter(_id)).close();
    expect(await eve.enter(_id).catch((error: Error) => error.message)).toBe("LOCKED");
    for (const one of [hers, his]) one.close();
  });
});
