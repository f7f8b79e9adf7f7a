import { describe, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { serve, useServer } from "../support/server.js";
import { refusedAll, triesEverything } from "./attempts.js";

const server = useServer();
const password = "correct horse";

describe("a secret room", () => {
  test("a secret room shows nothing and takes nothing before the password was given", async () => {
    const [ann, eve] = [await server.visitor(), await server.visitor()];
    const room = await ann.open({ password });
    const hers = await ann.enter(room._id);
    const { gif: picture } = await (await ann.upload(room._id, gif())).json();
    expect(await triesEverything(eve, room._id, picture.url)).toEqual({
      ...refusedAll,
      socket: "PASSWORD_REQUIRED",
    });
    expect((await fetch(server.url + picture.url)).status).toBe(403);
    expect((await ann.json("GET", `/room/${room._id}/chats`)).body.chats).toHaveLength(1);
    const door = await eve.get(`/room/${room._id}`);
    expect([door.status, await door.text()]).toEqual([403, expect.stringContaining('name="password"')]);
    hers.close();
  });

  test("a secret room opens by the password, in a form, for this visitor and as long as the room lives", async () => {
    const [ann, bob, eve] = [await server.visitor(), await server.visitor(), await server.visitor()];
    const room = await ann.open({ password });
    const hers = await ann.enter(room._id);
    const wrong = await bob.form(`/room/${room._id}/enter`, { password: "wrong" });
    expect([wrong.status, await wrong.text()]).toEqual([
      422,
      expect.stringContaining("That is not the password"),
    ]);
    const right = await bob.form(`/room/${room._id}/enter`, { password });
    expect([right.status, right.headers.get("location")]).toEqual([303, `/room/${room._id}`]);
    expect((await bob.get(`/room/${room._id}`)).status).toBe(200);
    (await bob.enter(room._id)).close();
    expect(await eve.enter(room._id).catch((error) => error.message)).toBe("PASSWORD_REQUIRED");
    expect((await eve.json("POST", `/room/${room._id}/enter`, { password: "" })).body.error.code).toBe(
      "WRONG_PASSWORD",
    );
    const said = JSON.stringify([
      await bob.json("GET", "/"),
      await bob.json("GET", `/room/${room._id}`),
      hers.received,
    ]);
    expect(said).not.toContain(password);
    expect(said).not.toMatch(/"password"/);
    hers.close();
  });

  test("the right password gives a new session id, and the old one is worth nothing", async () => {
    const [ann, victim] = [await server.visitor(), await server.visitor()];
    const room = await ann.open({ password });
    const planted = victim.cookie;
    await victim.form(`/room/${room._id}/enter`, { password });
    expect(victim.cookie).not.toBe(planted);
    expect((await victim.get(`/room/${room._id}`)).status).toBe(200);
    const opened = victim.cookie;
    await victim.open({ password });
    expect(victim.cookie).not.toBe(opened);
    const attacker = await server.visitor();
    const lobby = attacker.connect("/room", { extraHeaders: { cookie: planted } });
    await lobby.connected();
    attacker.cookie = planted;
    expect(await attacker.enter(room._id).catch((error) => error.message)).toBe("NO_SESSION");
    expect((await attacker.get(`/room/${room._id}`, { accept: "application/json" })).status).toBe(403);
    lobby.close();
  });

  test("a connection from before the session changed does not come in by it", async () => {
    const [ann, victim] = [await server.visitor(), await server.visitor()];
    const room = await ann.open({ password });
    const old = await victim.lobby();
    await victim.form(`/room/${room._id}/enter`, { password });
    const chat = old.socket.io.socket("/chat", { auth: { room: room._id } });
    const refusal = new Promise((resolve) =>
      chat.once("connect_error", (error) => resolve((error as Error).message)),
    );
    chat.connect();
    expect(await refusal).toBe("NO_SESSION");
    old.close();
  });

  test("the right password reconnects the visitor's other pages, and only when it changes something", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const [secret, open] = [await ann.open({ password }), await bob.open()];
    const his = await bob.enter(open._id);
    await bob.form(`/room/${secret._id}/enter`, { password });
    expect(await his.next("disconnect")).toBe("transport close");
    his.socket.io.opts.extraHeaders = { cookie: bob.cookie };
    await his.next("welcome");
    expect(await his.call("nickname", { name: "Bob" })).toMatchObject({ name: "Bob" });
    const { cookie } = bob;
    await bob.form(`/room/${secret._id}/enter`, { password });
    expect(bob.cookie).toBe(cookie);
    expect(his.has("disconnect")).toBe(false);
    his.close();
  });

  test("the right password uses up nobody's guesses", { tags: ["thorough"] }, async () => {
    const strict = await serve({ RATE_LIMITS: "on" });
    const room = await (await strict.visitor()).open({ password });
    for (let i = 0; i < 12; i++) {
      const one = await strict.visitor();
      expect((await one.json("POST", `/room/${room._id}/enter`, { password })).status).toBe(200);
    }
    await strict.close();
  });

  test("a secret room asks for its password only where that would help", async () => {
    const ann = await server.visitor();
    const room = await ann.open({ password });
    const answer = await ann.get(`/room/${room._id}?before=x`);
    expect([answer.status, await answer.text()]).toEqual([
      422,
      expect.not.stringContaining('name="password"'),
    ]);
  });

  test("guesses are limited for an address, whatever sessions it uses", { tags: ["thorough"] }, async () => {
    const strict = await serve({ RATE_LIMITS: "on", PROOF_OF_WORK: "off" });
    const [ann, bob] = [await strict.visitor(), await strict.visitor()];
    const [room, other] = [await ann.open({ password }), await ann.open({ password })];
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) {
      const guesser = i % 2 ? bob : await strict.visitor();
      statuses.push(
        (await guesser.json("POST", `/room/${room._id}/enter`, { password: `guess ${i}` })).status,
      );
    }
    expect(statuses).toEqual([...Array(10).fill(403), 429, 429]);
    for (const { _id } of [room, other])
      expect((await bob.json("POST", `/room/${_id}/enter`, { password })).status).toBe(200);
    await strict.close();
  });
});
