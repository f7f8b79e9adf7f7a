import { once } from "node:events";
import { createConnection } from "node:net";
import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

/** So large that it lies in several pieces, however it is stored. */
const large = gif({ width: 300, height: 300, frames: 10 });

async function shared(fields: Record<string, string> = {}) {
  const ann = await server.visitor();
  const { _id } = await ann.open(fields);
  await ann.page(`/room/${_id}`);
  const { seq, gif: picture } = await (await ann.upload(_id, large)).json();
  return { ann, seq, room: _id, url: picture.url as string };
}

test("a picture is sent whole, and in the parts that are asked for", async () => {
  const { ann, url } = await shared();
  expect(large.length).toBeGreaterThan(600_000);
  const get = async (range?: string, more: Record<string, string> = {}) => {
    const answer = await ann.get(url, { ...(range && { range }), ...more });
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const whole = await get();
  expect(whole.bytes.equals(large)).toBe(true);
  const piece = 255 * 1024;
  const last = large.length - 1;
  const parts: [string, number, number][] = [
    ["bytes=0-0", 0, 0],
    ["bytes=10-", 10, last],
    ["bytes=-7", last - 6, last],
    [`bytes=${piece - 3}-${2 * piece + 3}`, piece - 3, 2 * piece + 3],
    [`bytes=${piece}-${piece}`, piece, piece],
    [`bytes=${last}-${last + 1000}`, last, last],
    ["bytes=0-5,6-9", 0, 9],
  ];
  for (const [range, from, to] of parts) {
    const { answer, bytes } = await get(range);
    expect([range, answer.status, answer.headers.get("content-range")]).toEqual([
      ...[range, 206, `bytes ${from}-${to}/${large.length}`],
    ]);
    expect([range, bytes.equals(large.subarray(from, to + 1))]).toEqual([range, true]);
    expect(answer.headers.get("cache-control")).toBe("private, no-cache");
  }
  for (const range of ["bytes=0-5,100-200", "lines=1-2", "bytes=x-y"])
    expect([range, (await get(range)).bytes.length]).toEqual([range, large.length]);
  const etag = whole.answer.headers.get("etag")!;
  expect((await get("bytes=0-5", { "if-range": etag })).answer.status).toBe(206);
  expect((await get("bytes=0-5", { "if-range": '"other"' })).answer.status).toBe(200);
  expect((await get(`bytes=${last + 1}-`)).answer.status).toBe(416);
});

test("a browser that has the picture is told so, and a request for its head gets no more", async () => {
  const { ann, url, room, seq } = await shared();
  const head = await ann.request("HEAD", url);
  expect([head.status, head.headers.get("content-length")]).toEqual([200, String(large.length)]);
  expect(await head.text()).toBe("");
  // As a browser does; without the first, fetch would ask for everything anew.
  const asks = { "cache-control": "max-age=0" };
  const known = { ...asks, "if-none-match": head.headers.get("etag")! };
  const since = { ...asks, "if-modified-since": head.headers.get("last-modified")! };
  for (const headers of [known, since]) {
    const answer = await ann.get(url, headers);
    expect([answer.status, await answer.text(), answer.headers.get("content-type")]).toEqual([304, "", null]);
    expect(answer.headers.get("cache-control")).toBe("private, no-cache");
    expect(answer.headers.get("vary")).toBeNull();
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
  }
  await ann.json("DELETE", `/room/${room}/chat/${seq}`);
  const gone = await ann.get(url, known);
  expect([gone.status, gone.headers.get("cache-control")]).toEqual([404, "private, no-store"]);
  expect(gone.headers.get("last-modified")).toBeNull();
});

test("a visitor who is not let in gets neither the picture nor its head, nor learns whether it exists", async () => {
  const { url, ann } = await shared({ password: "pw" });
  const eve = await server.visitor();
  const etag = (await ann.get(url)).headers.get("etag")!;
  const asks: Record<string, string>[] = [{}, { range: "bytes=0-5" }, { "if-none-match": etag }];
  for (const headers of asks) expect((await eve.get(url, headers)).status).toBe(403);
  expect((await eve.request("HEAD", url)).status).toBe(403);
});

test("a client that hangs up in the middle disturbs nobody", async () => {
  const { ann, url } = await shared();
  const { hostname, port } = new URL(server.url);
  for (let i = 0; i < 20; i++) {
    const socket = createConnection(Number(port), hostname);
    socket.write(`GET ${url} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${ann.cookie}\r\n\r\n`);
    await once(socket, "data");
    socket.destroy();
  }
  expect((await (await ann.get(url)).arrayBuffer()).byteLength).toBe(large.length);
});
