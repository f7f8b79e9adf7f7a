import { describe, expect, test } from "vitest";
import type { Member, RoomView } from "../../src/shared/events.js";
import { twoMembers, useInstances } from "../support/instances.js";
import { longWithoutHost } from "../support/rooms.js";
import { serve, useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

async function three() {
  const [ann, bob, carl] = [await server.visitor(), await server.visitor(), await server.visitor()];
  const { _id: room } = await ann.open();
  const sockets = [await ann.enter(room), await bob.enter(room), await carl.enter(room)] as const;
  const [annIs, bobIs, carlIs] = [await ann.me(), await bob.me(), await carl.me()];
  return { ann, bob, carl, room, sockets, annIs, bobIs, carlIs };
}

describe("hosts", () => {
  test("the opener makes hosts, hosts make hosts, and the room is told; only the opener demotes", async () => {
    const { ann, room, sockets, annIs, bobIs, carlIs } = await three();
    const [hers, bobs, carls] = sockets;
    const view = await hers.call("hosts", { member: bobIs.id, on: true });
    expect(view.hosts).toEqual([annIs.id, bobIs.id]);
    expect(await carls.next("hosts")).toEqual({ hosts: [annIs.id, bobIs.id] });
    await carls.next("updateRoom", ({ hosts }) => hosts.length === 2);
    await bobs.call("hosts", { member: carlIs.id, on: true });
    expect(await hers.next("hosts", ({ hosts }) => hosts.length === 3)).toEqual({
      hosts: [annIs.id, bobIs.id, carlIs.id],
    });
    expect(await bobs.refusal("hosts", { member: carlIs.id, on: false })).toBe("NOT_ALLOWED");
    expect(await bobs.refusal("kick", { member: carlIs.id })).toBe("NOT_ALLOWED");
    expect(await hers.refusal("hosts", { member: "nobody", on: true })).toBe("MEMBER_NOT_FOUND");
    const form = await ann.form(`/room/${room}/hosts/${carlIs.id}/delete`, {});
    expect([form.status, form.headers.get("location")]).toEqual([303, `/room/${room}`]);
    expect((await bobs.next("hosts", ({ hosts }) => hosts.length === 2)).hosts).not.toContain(carlIs.id);
    expect(await carls.refusal("settings", { slow: 5 })).toBe("NOT_HOST");
    const page = (await ann.json("GET", `/room/${room}`)).body;
    expect(page).toMatchObject({ isOwner: true, isHost: true, room: { hosts: [annIs.id, bobIs.id] } });
    for (const one of sockets) one.close();
  });

  test("a host removes messages of others and kicks, though the opener has left", async () => {
    const { bob, room, sockets, bobIs, carlIs } = await three();
    const [hers, bobs, carls] = sockets;
    await hers.call("hosts", { member: bobIs.id, on: true });
    await hers.call("leave");
    const { seq } = await carls.call("chat", { chat: "rude" });
    expect(await bobs.call("removeChat", { seq })).toMatchObject({ removedAt: expect.any(String) });
    await bob.json("POST", `/room/${room}/kick`, { member: carlIs.id });
    expect(await carls.next("kick")).toEqual({ reason: "kicked" });
    bobs.close();
  });

  test("hosts see who is banned, by the name they had, and lift a ban", async () => {
    const { ann, carl, room, sockets, bobIs, carlIs } = await three();
    const [hers, bobs, carls] = sockets;
    await carls.call("nickname", { name: "Carl" });
    await hers.call("hosts", { member: bobIs.id, on: true });
    await hers.call("kick", { member: carlIs.id, ban: true });
    await hers.call("kick", { member: bobIs.id, ban: true });
    expect(await bobs.next("kick")).toEqual({ reason: "banned" });
    const { bans } = (await ann.json("GET", `/room/${room}/bans`)).body;
    expect(bans).toMatchObject([
      { id: carlIs.id, color: carlIs.color, name: "Carl", at: expect.any(String) },
      { id: bobIs.id, name: bobIs.color },
    ]);
    expect((await ann.json("GET", `/room/${room}`)).body.room.hosts).not.toContain(bobIs.id);
    expect(await carl.enter(room).catch((error: Error) => error.message)).toBe("BANNED");
    expect((await ann.json("DELETE", `/room/${room}/bans/${carlIs.id}`)).status).toBe(204);
    (await carl.enter(room)).close();
    expect((await ann.form(`/room/${room}/bans/${bobIs.id}/delete`, {})).status).toBe(303);
    expect((await ann.json("GET", `/room/${room}/bans`)).body.bans).toEqual([]);
    expect(await hers.refusal("unban", { member: bobIs.id })).toBe("MEMBER_NOT_FOUND");
    hers.close();
  });

  test("a host who has left and is banned is none any more, and all are told", {
    tags: ["thorough"],
  }, async () => {
    const { room, sockets, annIs, bobIs } = await three();
    const [hers, bobs, carls] = sockets;
    const lobby = await (await server.visitor()).lobby();
    const withHosts = (count: number) => (view: RoomView) =>
      view._id === room && view.people === 2 && view.chats === 1 && view.hosts.length === count;
    await bobs.call("chat", { chat: "rude" });
    await hers.call("hosts", { member: bobIs.id, on: true });
    await bobs.call("leave");
    for (const one of [carls, lobby]) await one.next("updateRoom", withHosts(2));
    await hers.call("kick", { member: bobIs.id, ban: true });
    for (const one of [carls, lobby]) await one.next("updateRoom", withHosts(1));
    expect(await carls.next("hosts", ({ hosts }) => hosts.length === 1)).toEqual({ hosts: [annIs.id] });
    for (const one of [...sockets, lobby]) one.close();
  });

  test("lifting a ban lifts that of the address too", async () => {
    const strict = await serve({ RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" });
    const [ann, bob] = [await strict.visitor("10.0.0.1"), await strict.visitor("10.0.0.2")];
    const { _id } = await ann.open();
    const hers = await ann.enter(_id);
    (await bob.enter(_id)).close();
    const member = (await bob.me()).id;
    await hers.call("kick", { member, ban: true });
    const again = await strict.visitor("10.0.0.2");
    expect(await again.enter(_id).catch((error: Error) => error.message)).toBe("BANNED");
    await hers.call("unban", { member });
    (await again.enter(_id)).close();
    hers.close();
    await strict.close();
  });
});

describe("acting hosts, over two instances", () => {
  const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });

  test("when no host has been there for a minute the member who sat down first moderates, until one is back", async () => {
    const { ann, bob, room, a, b } = await twoMembers(instances);
    const eve = await instances.servers[0]!.visitor();
    const [annIs, bobIs, eveIs]: Member[] = [await ann.me(), await bob.me(), await eve.me()];
    const c = await eve.enter(room._id);
    await a.call("leave");
    await longWithoutHost(instances.uri, room._id);
    for (const one of [b, c])
      expect(await one.next("hosts")).toEqual({ hosts: [annIs!.id], acting: bobIs!.id });
    expect(await b.call("settings", { locked: true })).toMatchObject({ locked: true, acting: bobIs!.id });
    await b.call("settings", { locked: false });
    expect(await c.refusal("settings", { slow: 5 })).toBe("NOT_HOST");
    await b.call("leave");
    expect(await c.next("hosts")).toEqual({ hosts: [annIs!.id], acting: eveIs!.id });
    const back = await ann.enter(room._id);
    expect(await c.next("hosts")).toEqual({ hosts: [annIs!.id] });
    expect(await c.refusal("settings", { slow: 5 })).toBe("NOT_HOST");
    expect(c.has("hosts")).toBe(false);
    for (const one of [back, c]) one.close();
  });

  test("a host who is away holds a seat, and so nobody acts as one", { tags: ["thorough"] }, async () => {
    const { ann, room, a, b } = await twoMembers(instances);
    const annIs = (await ann.me()).id;
    a.close();
    await b.call("chat", { chat: "still hers" });
    await b.next("updateRoom", ({ chats }) => chats === 1);
    expect((await ann.json("GET", `/room/${room._id}`)).body.room).toMatchObject({
      hosts: [annIs],
      people: 2,
    });
    expect(b.has("hosts")).toBe(false);
    b.close();
  });
});
