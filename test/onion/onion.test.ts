import { once } from "node:events";
import { connect } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../dist/config.js";
import { onionAddress } from "../../src/lib/onion/onion-address.js";
import { gif } from "../support/gif.js";
import { freePort } from "../support/process.js";
import { solve } from "../support/proof.js";
import { useServer } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";
import { useFolder } from "../support/store.js";
import { Stream, streamRefusal } from "../support/stream.js";
import type { Visitor } from "../support/visitor.js";
import { lineOf, ONION_URL, torTo } from "./tor.js";

const PUBLIC_URL = "https://chat.example.org";
const port = await freePort();
const server = useServer({
  ...{ RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" },
  ...{ PUBLIC_URL, ONION_URL, ONION_LISTEN: `127.0.0.1:${port}` },
});
const overTor = torTo(port);

const openOverTor = async (visitor: Visitor, fields = {}) =>
  visitor.open({ ...fields, proof: await solve(visitor) });

describe("two listeners", () => {
  test("each has its own origin, cookies and headers, and only https offers the other", async () => {
    const [clear, onion] = [await server.visitor("10.0.0.1"), await overTor()];
    const [atHome, there] = [await clear.get("/?q=cats"), await onion.get("/?q=cats")];
    expect(atHome.headers.get("onion-location")).toBe(`${ONION_URL}/?q=cats`);
    expect(atHome.headers.get("strict-transport-security")).not.toBeNull();
    for (const header of ["onion-location", "strict-transport-security"])
      expect(there.headers.get(header)).toBeNull();
    const cookieOf = async (one: Visitor) => (await fetch(`${one.url}/`)).headers.getSetCookie().join();
    expect(await cookieOf(clear)).toMatch(/HttpOnly; Secure/);
    expect(await cookieOf(onion)).not.toContain("Secure");
    for (const [one, own, other] of [
      [clear, PUBLIC_URL, ONION_URL],
      [onion, ONION_URL, PUBLIC_URL],
    ] as const) {
      const post = (origin: string) => one.form("/nickname", { name: "" }, { origin });
      expect((await post(own)).status).toBe(303);
      expect((await post(other)).status).toBe(403);
      const socket = one.connect("/room", { extraHeaders: { origin: own } });
      await socket.connected();
      socket.close();
      await expect(one.connect("/room", { extraHeaders: { origin: other } }).connected()).rejects.toThrow();
    }
  });

  test("links are of the side that made them, and both sides talk in one room", async () => {
    const [clear, onion] = [await server.visitor("10.0.0.2"), await overTor()];
    const { _id } = await openOverTor(onion);
    const made = await onion.form(`/room/${_id}/invites`, { uses: 1, expires: 3600 });
    expect(await made.text()).toContain(`${ONION_URL}/i/`);
    const sockets = [await clear.enter(_id), await onion.enter(_id)];
    await sockets[0]!.call("chat", { chat: "from the one side" });
    await sockets[1]!.call("chat", { chat: "from the other" });
    for (const socket of sockets) await socket.until(() => socket.chats.length === 2);
    const answer = await onion.upload(_id, gif());
    expect(answer.status).toBe(201);
    for (const socket of sockets) socket.close();
  });

  test("a room's event stream is for pages of the side that it is asked at", async () => {
    const [clear, onion] = [await server.visitor("10.0.0.5"), await overTor()];
    const { _id } = await openOverTor(onion);
    for (const [one, own, other] of [
      [clear, PUBLIC_URL, ONION_URL],
      [onion, ONION_URL, PUBLIC_URL],
    ] as const) {
      await one.json("GET", `/room/${_id}`);
      (await Stream.enter(one, _id, { headers: { origin: own } })).close();
      const refused = await streamRefusal(one, _id, { headers: { origin: other } });
      expect(refused).toMatchObject({ status: 403, code: "CROSS_SITE" });
    }
  });

  test("the page about privacy says what the server does not learn", async () => {
    const onion = await overTor();
    expect(await onion.page("/privacy")).toContain("does not learn your address");
  });

  test("nobody passes for the other side", async () => {
    const onion = await overTor();
    const claim = { "x-forwarded-for": "10.9.9.9", "x-forwarded-proto": "https", accept: "application/json" };
    const refused = await onion.form("/room", { title: "mine" }, claim);
    expect([refused.status, (await refused.json()).error.code]).toEqual([403, "PROOF_REQUIRED"]);
    const named = await onion.get("/health", { "x-request-id": "chosen" });
    expect(named.headers.get("x-request-id")).not.toBe("chosen");
    for (const address of ["onion:0:1", "onion", "10.0.0.3, onion:0:1", onionAddress("0:1")]) {
      const clear = await server.visitor(address);
      expect((await clear.open())._id).toBeDefined();
    }
    const host = await server.visitor("10.0.0.4");
    expect(
      (await host.get("/", { host: new URL(ONION_URL).host })).headers.get("onion-location"),
    ).not.toBeNull();
  });

  const answerTo = async (to: number, text: string): Promise<string> => {
    const socket = connect(to, "127.0.0.1").setEncoding("latin1");
    let heard = "";
    socket.on("data", (data) => {
      heard += data;
    });
    socket.on("error", () => {}); // closed, as it may be
    for (const letter of text) socket.write(letter);
    await once(socket, "close");
    return heard;
  };
  const asked = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  test("only a connection with the line of Tor is taken, in however many pieces it comes", async () => {
    expect(await answerTo(port, lineOf(7) + asked)).toMatch(/^HTTP\/1.1 200/);
    for (const line of [
      "",
      "PROXY TCP4 10.0.0.1 127.0.0.1 1 80\r\n",
      "PROXY TCP6 2001:db8::1 ::1 1 80\r\n",
      "PROXY TCP6 fc00:dead:beef:4dad::0:1:2:3 ::1 1 80\r\n",
      `PROXY TCP6 ${"f".repeat(200)}\r\n`,
    ])
      expect([line, await answerTo(port, line + asked)]).toEqual([line, ""]);
    expect(await answerTo(Number(new URL(server.url).port), lineOf(7) + asked)).toMatch(/^HTTP\/1.1 400/);
  });
});

describe("over Tor", () => {
  test("a ban holds for the one who is banned, not for others of the same circuit", async () => {
    const [ann, bob, cleo] = [await server.visitor("10.0.1.1"), await overTor(7), await overTor(7)];
    const { _id } = await ann.open();
    const [hers, his] = [await ann.enter(_id), await bob.enter(_id)];
    await hers.call("kick", { member: (await bob.me()).id, ban: true });
    await his.next("disconnect");
    await expect(bob.enter(_id)).rejects.toThrow("BANNED");
    const later = await overTor(7);
    for (const other of [cleo, later]) (await other.enter(_id)).close();
    hers.close();
  });

  test("all together hold half of a room's seats, and all of one that was opened over Tor", async () => {
    const [ann, ...others] = [await server.visitor("10.0.1.2"), ...(await many(5))];
    const { _id } = await ann.open({ max: 6 });
    for (const one of others.slice(0, 3)) (await one.enter(_id)).close();
    await expect(others[3]!.enter(_id)).rejects.toThrow();
    (await (await server.visitor("10.0.1.3")).enter(_id)).close();
    const own = await openOverTor(others[4]!, { max: 6 });
    for (const one of others) (await one.enter(own._id)).close();
  });

  test("to open a room takes a proof of work, always", async () => {
    const ann = await overTor();
    const { status, body } = await ann.json("POST", "/room", { title: "mine" });
    expect([status, body.error.code]).toEqual([403, "PROOF_REQUIRED"]);
    expect((await openOverTor(ann))._id).toBeDefined();
    const page = await ann.form("/room", { title: "mine" });
    expect(await page.text()).toContain("In 20 seconds a button appears here");
  });
});

test("the log says onion, over a unix socket too, and neither circuit nor address", async () => {
  const at = path.join(await useFolder(), "onion.sock");
  const one = await ServerProcess.start({ ONION_URL, ONION_LISTEN: at, TRUST_PROXY: "1" });
  const ann = await torTo(at)(0xabcde);
  await ann.get("/marker", { "x-forwarded-for": "10.9.9.9" });
  await expect.poll(() => one.output).toContain("/marker");
  const line = one.output.split("\n").find((text) => text.includes("/marker"));
  expect(JSON.parse(line!).from).toBe("onion");
  expect(one.output).not.toMatch(/bcde|10\.9\.9\.9|fc00/);
  await one.end();
});

test("a visitor of a proxy who claims to come over Tor keeps the address that the proxy added", async () => {
  const one = await ServerProcess.start({ TRUST_PROXY: "1" });
  const claims = ["onion", "onion:0:1", "x.onion", onionAddress("0:1")];
  for (const claim of claims)
    await fetch(`${one.url}/nothing`, { headers: { "x-forwarded-for": `${claim}, 203.0.113.9` } });
  for (const claim of claims) await fetch(`${one.url}/last`, { headers: { "x-forwarded-for": claim } });
  await one.end();
  const entries = one.output.split("\n").filter((line) => line.startsWith("{"));
  expect(entries.map((line) => JSON.parse(line).from)).toEqual([
    ...claims.map(() => "203.0.113.9"),
    ...["onion", "onion:0:1", "x.onion", "onion:0:1"],
  ]);
  await one.clean();
});

test("a place for Tor that is taken stops the start, which names ONION_LISTEN", async () => {
  const ONION_LISTEN = `127.0.0.1:${port}`;
  const start = ServerProcess.start({ ONION_URL, ONION_LISTEN });
  await expect(start).rejects.toThrow(/ONION_LISTEN cannot be listened on: .*EADDRINUSE/);
});

test("settings that would let others say who they are stop the start", () => {
  const read = (ONION_LISTEN: string, url = ONION_URL) => readConfig({ ONION_LISTEN, ONION_URL: url }).onion;
  expect(read("127.0.0.1:8105")).toEqual({ listen: { host: "127.0.0.1", port: 8105 }, origin: ONION_URL });
  expect(read("/run/gif-chat/onion.sock")?.listen).toEqual({ path: "/run/gif-chat/onion.sock" });
  expect(read("")).toEqual({ listen: undefined, origin: ONION_URL });
  for (const place of ["8105", "0.0.0.0:8105", "10.0.0.1:8105", "127.0.0.1:99999", "onion.sock"])
    expect(() => read(place)).toThrow("ONION_LISTEN");
  for (const url of ["", "http://chat.example.org", ONION_URL.replace("http", "https"), `${ONION_URL}/x`])
    expect(() => read("127.0.0.1:8105", url)).toThrow("ONION_");
});

const many = (count: number): Promise<Visitor[]> =>
  Promise.all(Array.from({ length: count }, () => overTor()));
