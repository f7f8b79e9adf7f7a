import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { freePort } from "../support/process.js";
import { startRedis } from "../support/redis.js";
import { ServerProcess } from "../support/server-process.js";
import { useFolder } from "../support/store.js";
import { startProcess } from "../support/store-process.js";
import { Stream } from "../support/stream.js";
import { Visitor } from "../support/visitor.js";
import { type ReverseProxy, startCaddy, startHaproxy, startNginx } from "./proxies.js";

const dir = await useFolder();
const instances: ServerProcess[] = [];

beforeAll(async () => {
  const [{ uri }, redis] = [await startProcess(dir), await startRedis()];
  const env = { MONGODB_URI: uri, REDIS_URL: redis.url, UPLOAD_STORE: "gridfs", TRUST_PROXY: "1" };
  const calm = { RATE_LIMITS: "off", EMPTY_ROOM_GRACE_MS: "300000" };
  for (let i = 0; i < 3; i++) instances.push(await ServerProcess.start({ ...env, ...calm }));
});

afterAll(async () => {
  for (const instance of instances) instance.signal("SIGTERM");
  for (const instance of instances) {
    await instance.ended;
    await instance.clean();
  }
});

const lines = (instance: ServerProcess) => instance.output.split("\n").filter((line) => line.startsWith("{"));

describe.each([
  ["nginx", startNginx],
  ["HAProxy", startHaproxy],
  ["Caddy", startCaddy],
] as const)("behind %s as it is shipped", (name, start) => {
  let proxy: ReverseProxy;
  beforeAll(async () => {
    proxy = await start(instances.map(({ url }) => url));
  });
  afterAll(() => proxy.close());

  const somebody = async (): Promise<Visitor> => {
    const visitor = new Visitor(proxy.url);
    await visitor.page("/");
    return visitor;
  };

  test.each(["polling", "websocket"] as const)(
    "members who use %s alone talk, whichever instance they are at",
    async (transport) => {
      const people = await Promise.all(Array.from({ length: 9 }, somebody));
      const { _id } = await people[0]!.open();
      const options = { transports: [transport], extraHeaders: { origin: proxy.url } };
      const sockets = await Promise.all(people.map((one) => one.enter(_id, undefined, options)));
      for (let i = 0; i < 5; i++)
        await Promise.all(sockets.map((socket) => socket.call("chat", { chat: `word ${i}` })));
      const order = Array.from({ length: 45 }, (_, i) => i + 1);
      for (const socket of sockets) {
        await socket.until(() => socket.chats.length === 45);
        expect(socket.chats.map(({ seq }) => seq)).toEqual(order);
        expect(socket.has("disconnect")).toBe(false);
      }
      for (const socket of sockets) socket.close();
    },
  );

  test("a lobby that polls without a cookie stays connected", async () => {
    const nobody = new Visitor(proxy.url).connect("/room", { transports: ["polling"] });
    await nobody.connected();
    await nobody.next("news");
    await nobody.next("news");
    expect(nobody.has("disconnect")).toBe(false);
    nobody.close();
  });

  test("an event stream passes as it is written", async () => {
    const [ann, bob] = [await somebody(), await somebody()];
    const { _id } = await ann.open();
    for (const one of [ann, bob]) await one.page(`/room/${_id}`);
    const stream = await Stream.enter(ann, _id);
    for (const text of ["one", "two"]) {
      await bob.say(_id, text);
      expect(await stream.next("chat")).toMatchObject([{ chat: text }]);
    }
    stream.close();
  });

  test("every instance gets visitors, and each visitor one instance", async () => {
    const before = instances.map((instance) => lines(instance).length);
    const people = await Promise.all(Array.from({ length: 40 }, somebody));
    const pathOf = (one: Visitor) => `/seen/${new URL(proxy.url).port}-${people.indexOf(one)}-`;
    for (let i = 0; i < 5; i++) await Promise.all(people.map((one) => one.get(pathOf(one))));
    const asked = (instance: ServerProcess, one: Visitor) => instance.output.includes(pathOf(one));
    await expect.poll(() => people.filter((one) => instances.some((i) => asked(i, one))).length).toBe(40);
    for (const one of people) expect(instances.filter((instance) => asked(instance, one))).toHaveLength(1);
    for (const [i, instance] of instances.entries())
      expect(lines(instance).length).toBeGreaterThan(before[i]!);
  });

  test("the cookie of frames keeps a visitor at one instance, unless the usual one is sent too", async () => {
    const pathOf = (who: string) => `/framed/${new URL(proxy.url).port}-${who}-`;
    const ask = (who: string, cookie: string) => fetch(proxy.url + pathOf(who), { headers: { cookie } });
    const askedAt = (who: string) => instances.filter(({ output }) => output.includes(pathOf(who)));
    const names = Array.from({ length: 20 }, (_, i) => `frame${i}`);
    for (const name of names)
      for (const cookie of [`gif-chat-embed=${name}`, `a=b; gif-chat-embed=${name}; c=d`])
        await ask(name, cookie);
    for (const name of names)
      for (const usual of ["x=y; gif-chat=same", "gif-chat=same"])
        await ask("both", `gif-chat-embed=${name}; ${usual}`);
    await expect.poll(() => names.filter((name) => askedAt(name).length)).toHaveLength(names.length);
    for (const name of names) expect(askedAt(name), name).toHaveLength(1);
    expect(new Set(names.flatMap(askedAt)).size).toBe(instances.length);
    expect(askedAt("both")).toHaveLength(1);
  });

  test("the origin is compared, and nobody passes for another address or reads the metrics", async () => {
    const ann = await somebody();
    const claims = {
      "x-forwarded-for": "6.6.6.6",
      forwarded: "for=6.6.6.6",
      "x-forwarded-host": "evil.example",
    };
    const post = (origin: string) => ann.form("/room", { title: "mine" }, { origin, ...claims });
    expect((await post(proxy.url)).status).toBe(303);
    expect((await post("http://evil.example")).status).toBe(403);
    expect(await (await ann.get("/", claims)).text()).not.toContain("evil.example");
    const socket = ann.connect("/room", { extraHeaders: { origin: "http://evil.example" } });
    await expect(socket.connected()).rejects.toThrow();
    await ann.get("/marker", claims);
    const said = () => instances.flatMap(lines);
    await expect.poll(() => said().some((line) => line.includes("marker"))).toBe(true);
    const known = said().filter((line) => !/report/i.test(line));
    expect(new Set(known.map((line) => JSON.parse(line).from))).toEqual(new Set(["127.0.0.1"]));
    expect((await ann.get("/metrics")).status).toBe(404);
  });

  test("a request has the same id in its log, in the instance's and in the answer, whatever the client claims", async () => {
    const ann = await somebody();
    const asked = `/of-one-id-${new URL(proxy.url).port}`;
    const answer = await ann.get(asked, { "x-request-id": "claimed" });
    const id = answer.headers.get("x-request-id")!;
    expect(id).toMatch(/^[\w-]{32,36}$/);
    const idIn = (text: string) =>
      text
        .split("\n")
        .filter((line) => line.includes(asked))
        .map((line) => JSON.parse(line).id);
    // Caddy sends an id, and cannot log it.
    if (name !== "Caddy") await expect.poll(async () => idIn(await proxy.log())).toEqual([id]);
    await expect.poll(() => idIn(instances.flatMap(lines).join("\n"))).toEqual([id]);
  });

  test("its log holds neither searches nor tokens, also of requests that no instance answers", async () => {
    const ann = await somebody();
    const [search, token] = ["whom-i-look-for", "dG9rZW4tb2YtMTI4LWJpdHM"];
    for (const asked of [
      ...[`/?q=${search}`, `/i/${token}?q=${search}`, `/hook/${token}`, `/HOOK/${token}/x`],
      `/along/${token}`,
    ])
      await ann.get(asked, { referer: `${proxy.url}/i/${token}` });
    const nowhere = await start(
      await Promise.all([1, 2, 3].map(async () => `http://127.0.0.1:${await freePort()}`)),
    );
    expect((await fetch(`${nowhere.url}/i/${token}?q=${search}`)).status).toBeGreaterThanOrEqual(502);
    for (const asked of ["/room/x/report", "/room/x/chat/1/Report/?spectate=on"]) await ann.get(asked);
    await ann.get("/last-of-all");
    await expect.poll(() => proxy.log()).toContain("/last-of-all");
    await expect.poll(() => nowhere.log()).toContain("***");
    const log = (await proxy.log()) + (await nowhere.log());
    for (const secret of [search, token]) expect(log).not.toContain(secret);
    const entries = log
      .split("\n")
      .filter((line) => line.includes("***"))
      .map(toEntry)
      .filter(({ did }) => /\/(i|hook|along)\/\*\*\*/i.test(did));
    expect(entries.map(({ did, from }) => [did, from])).toEqual(
      ["/i/***", "/hook/***", "/HOOK/***", "/along/***", "/i/***"].map((masked) => [
        `GET ${masked}`,
        "127.0.0.1",
      ]),
    );
    const reports = log.split("\n").filter((line) => /report/i.test(line));
    // Caddy cannot leave the address out of some lines only.
    expect(reports.map((line) => toEntry(line).from)).toEqual(name === "Caddy" ? [] : ["-", "-"]);
    for (const header of ["cookie", "user-agent", "referer"]) expect(log.toLowerCase()).not.toContain(header);
    await nowhere.close();
  });

  test("its log holds short addresses, or none, once it is changed as its comment says", async () => {
    const urls = instances.map(({ url }) => url);
    const nginx = "gif_chat_from {\n  default $remote_addr";
    const haproxy = "set-var(txn.from) src\n";
    const caddy = /#request>remote_ip[^}]*}\n/;
    const short = await start(urls, (text) =>
      text
        .replace(nginx, "gif_chat_from {\n  default $gif_chat_short_address")
        .replace(haproxy, "set-var(txn.from) src,ipmask(24,48)\n")
        .replace(caddy, (lines) => lines.replaceAll("#", "")),
    );
    const none = await start(urls, (text) =>
      text
        .replace(nginx, "gif_chat_from {\n  default -")
        .replace(`http-request ${haproxy}`, "\n")
        .replace(caddy, "request>remote_ip delete\n"),
    );
    for (const proxy of [short, none]) {
      await fetch(`${proxy.url}/favicon.svg`);
      await expect.poll(() => proxy.log()).toMatch(/favicon/);
      expect(await proxy.log()).not.toContain("127.0.0.1");
    }
    const fromOf = async (proxy: ReverseProxy) => {
      const line = (await proxy.log()).split("\n").find((one) => one.includes("favicon"));
      return toEntry(line!).from;
    };
    expect(await fromOf(short)).toMatch(/^127\.0\.0\.0/);
    expect(await fromOf(none)).toBe("-");
    await Promise.all([short.close(), none.close()]);
  });

  test("a GIF of 5 MB passes to whichever instance asks for it, and a larger one is refused", async () => {
    const ann = await somebody();
    const { _id } = await ann.open();
    await ann.page(`/room/${_id}`);
    const answer = await ann.upload(_id, gif({ extra: padding(5_000_000) }));
    expect(answer.status).toBe(201);
    const { url } = (await answer.json()).gif;
    const others = await Promise.all(Array.from({ length: 9 }, somebody));
    for (const one of [ann, ...others]) {
      const picture = await one.get(url, { range: "bytes=0-5" });
      expect([picture.status, await picture.text()]).toEqual([206, "GIF89a"]);
    }
    const refused = await ann.upload(_id, gif({ extra: padding(5_300_000) }));
    expect([refused.status, (await refused.json()).error.code]).toEqual([413, "GIF_TOO_BIG"]);
  });

  test("visitors who ask for pages and post do not notice that an instance ends", async () => {
    const people = await Promise.all(Array.from({ length: 30 }, somebody));
    const [first] = instances;
    await first!.end();
    // Caddy 2.6 sends no body twice; after these pages it knows.
    if (name === "Caddy")
      for (const page of await Promise.all(people.map((one) => one.get("/")))) expect(page.status).toBe(200);
    for (let i = 0; i < 3; i++) {
      const answers = await Promise.all(people.map((one) => one.form("/room", { title: "again" })));
      expect(answers.map(({ status }) => status)).toEqual(people.map(() => 303));
    }
    await first!.startAgain();
    expect(await Promise.all(people.map(async (one) => (await one.get("/")).status))).toEqual(
      people.map(() => 200),
    );
  });
});

test("Caddy does TLS by itself, with Secure cookies and sockets", async () => {
  const port = await freePort();
  const url = `https://localhost:${port}`;
  const server = await ServerProcess.start({ PUBLIC_URL: url, TRUST_PROXY: "1" });
  // Its own authority instead of a public one, and no forwarding from port 80, which may be taken.
  const own = "{\n\tskip_install_trust\n\tlocal_certs\n\tauto_https disable_redirects\n";
  const proxy = await startCaddy([server.url], (text) => text.replace("{\n", own), { port, site: url });
  const ask = (path: string, cookie = "") =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const options = { rejectUnauthorized: false, headers: { cookie }, servername: "localhost" };
      request(`${url}${path}`, options, (answer) => resolve(answer.resume()))
        .on("error", reject)
        .end();
    });
  await expect.poll(async () => (await ask("/health").catch(() => undefined))?.statusCode).toBe(200);
  const { headers } = await ask("/");
  expect(headers["set-cookie"]?.join()).toMatch(/gif-chat=.*HttpOnly; Secure/);
  expect(headers["strict-transport-security"]).toBeDefined();
  const cookie = headers["set-cookie"]!.map((one) => one.split(";")[0]).join("; ");
  const socket = io(`${url}/room`, {
    ...{ transports: ["websocket"], rejectUnauthorized: false, forceNew: true },
    extraHeaders: { origin: url, cookie },
  });
  await new Promise((resolve, reject) =>
    socket.once("connect", () => resolve(0)).once("connect_error", reject),
  );
  socket.close();
  await proxy.close();
  await server.end();
});

/** Caddy's names cannot be changed. */
function toEntry(line: string): { did: string; from: string } {
  const { did, from = "-", request } = JSON.parse(line);
  return request
    ? { did: `${request.method} ${request.uri}`, from: request.remote_ip ?? "-" }
    : { did, from };
}

/** One comment of so many bytes: it does not draw, so little of it is kept. */
function padding(bytes: number): Buffer {
  const blocks = Buffer.alloc(Math.floor(bytes / 256) * 256, 65);
  for (let at = 0; at < blocks.length; at += 256) blocks[at] = 255;
  return Buffer.concat([Buffer.from([0x21, 0xfe]), blocks, Buffer.from([0])]);
}
