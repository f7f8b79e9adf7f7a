import { describe, expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { gif } from "../support/gif.js";
import { serve, useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";
import { refusedAll, triesEverything } from "./attempts.js";

const strict = { RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" };
const server = useServer(strict);
const password = "correct horse";

/** The same visitor, at another address. */
function at({ url, cookie }: Visitor, address: string): Visitor {
  const there = new Visitor(url, address);
  there.cookie = cookie;
  return there;
}

describe("a ban", () => {
  test("a ban holds against a new cookie from the same address, for everything in the room", async () => {
    const [ann, bob] = [await server.visitor("10.0.0.1"), await server.visitor("10.0.0.2")];
    const before = await server.visitor("10.0.0.2");
    const { _id } = await ann.open();
    const [hers, his] = [await ann.enter(_id), await bob.enter(_id)];
    const { gif: picture } = await (await ann.upload(_id, gif())).json();
    await hers.call("kick", { member: (await bob.me()).id, ban: true });
    await his.next("disconnect");
    const again = await server.visitor("10.0.0.2");
    expect(await triesEverything(again, _id, picture.url)).toEqual({ ...refusedAll, socket: "BANNED" });
    const page = await again.get(`/room/${_id}`);
    expect([page.status, page.headers.get("location")]).toEqual([303, "/"]);
    for (const other of [before, await server.visitor("10.0.0.3")]) {
      expect((await other.get(picture.url)).status).toBe(200);
      (await other.enter(_id)).close();
    }
    const elsewhere = await ann.open();
    (await again.enter(elsewhere._id)).close();
    hers.close();
  });

  test("a ban of somebody who has left holds too, for a whole IPv6 network, and the right password changes nothing", async () => {
    const [ann, bob] = [await server.visitor("10.0.1.1"), await server.visitor("2001:db8:1:1::1")];
    const { _id } = await ann.open({ password });
    const hers = await ann.enter(_id);
    await bob.json("POST", `/room/${_id}/enter`, { password });
    const his = await bob.enter(_id);
    await his.call("chat", { chat: "and away" });
    await his.call("leave");
    await hers.call("kick", { member: (await bob.me()).id, ban: true });
    const again = await server.visitor("2001:db8:1:1::2");
    const answer = await again.json("POST", `/room/${_id}/enter`, { password });
    expect([answer.status, answer.body.error.code]).toEqual([403, "BANNED"]);
    const neighbour = await server.visitor("2001:db8:1:2::1");
    expect((await neighbour.json("POST", `/room/${_id}/enter`, { password })).status).toBe(200);
    hers.close();
  });

  test("a ban holds for each address that the seat was held from, of who sits there and of who has left", async () => {
    for (const leaves of [false, true]) {
      const [ann, bob] = [await server.visitor("10.0.5.1"), await server.visitor("10.0.5.2")];
      const { _id } = await ann.open();
      const hers = await ann.enter(_id);
      const sockets: Client[] = [];
      const addresses = ["10.0.5.2", "10.0.5.3", "2001:db8:5:1::1", "10.0.5.2"];
      for (const address of addresses) sockets.push(await at(bob, address).enter(_id));
      await at(bob, "10.0.5.4").page(`/room/${_id}`);
      await sockets[0]!.call("chat", { chat: "here" });
      if (leaves) await sockets[0]!.call("leave");
      await hers.call("kick", { member: (await bob.me()).id, ban: true });
      for (const address of ["10.0.5.2", "10.0.5.3", "10.0.5.4", "2001:db8:5:1::2"]) {
        const again = await server.visitor(address);
        expect([address, await again.enter(_id).catch((error) => error.message)]).toEqual([
          address,
          "BANNED",
        ]);
      }
      (await (await server.visitor("10.0.5.5")).enter(_id)).close();
      hers.close();
    }
  });

  test("the addresses of a seat that are kept are bounded", async () => {
    const [ann, bob] = [await server.visitor("10.0.6.1"), await server.visitor("10.0.6.2")];
    const { _id } = await ann.open();
    const hers = await ann.enter(_id);
    const his = await bob.enter(_id);
    for (let i = 10; i < 20; i++) await at(bob, `10.0.6.${i}`).page(`/room/${_id}`);
    await hers.call("kick", { member: (await bob.me()).id, ban: true });
    const outcomes: Record<number, string> = {};
    for (const i of [2, 10, 11, 12, 19]) {
      const again = await server.visitor(`10.0.6.${i}`);
      outcomes[i] = await again.enter(_id).then(
        () => "seated",
        (error) => error.message,
      );
    }
    expect(outcomes).toEqual({ 2: "BANNED", 10: "seated", 11: "seated", 12: "BANNED", 19: "BANNED" });
    for (const socket of [hers, his]) socket.close();
  });

  test("a new session id does not make a session newer", async () => {
    const [ann, bob, carl] = [
      await server.visitor("10.0.2.1"),
      await server.visitor("10.0.2.2"),
      await server.visitor("10.0.2.2"),
    ];
    const { _id } = await ann.open();
    const [hers, his] = [await ann.enter(_id), await bob.enter(_id)];
    await hers.call("kick", { member: (await bob.me()).id, ban: true });
    const { cookie } = carl;
    await carl.open({ password });
    expect(carl.cookie).not.toBe(cookie);
    (await carl.enter(_id)).close();
    for (const socket of [hers, his]) socket.close();
  });

  test("at 127.0.0.1, and without limits, a ban holds for the visitor alone", {
    tags: ["thorough"],
  }, async () => {
    const off = await serve({ ...strict, RATE_LIMITS: "off" });
    for (const [where, address] of [
      [server, "127.0.0.1"],
      [off, "10.0.3.2"],
    ] as const) {
      const [ann, bob] = [await where.visitor("10.0.3.1"), await where.visitor(address)];
      const { _id } = await ann.open();
      const [hers, his] = [await ann.enter(_id), await bob.enter(_id)];
      await hers.call("kick", { member: (await bob.me()).id, ban: true });
      (await (await where.visitor(address)).enter(_id)).close();
      expect(await bob.enter(_id).catch((error) => error.message)).toBe("BANNED");
      for (const socket of [hers, his]) socket.close();
    }
    await off.close();
  });

  test("no view shows whence anybody came", async () => {
    const [ann, bob] = [await server.visitor("10.0.4.1"), await server.visitor("10.0.4.2")];
    const { _id } = await ann.open();
    const [hers, his] = [await ann.enter(_id), await bob.enter(_id)];
    await his.call("nickname", { name: "Bob" });
    await hers.next("rename");
    await his.call("leave");
    await hers.next("exit");
    const said = [await ann.json("GET", "/"), await ann.json("GET", `/room/${_id}`), hers.received];
    expect(JSON.stringify([said, await ann.page(`/room/${_id}`)])).not.toMatch(
      /10\.0\.4|seatedFrom|seatsOf|openedFrom|leftFrom|heldFrom|addressBans|"address"|"since"|"from"/,
    );
    hers.close();
  });
});
