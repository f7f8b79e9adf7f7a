import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const json = { accept: "application/json" };
const html = { accept: "text/html" };

/** The paths of a file that every visitor may have, of one that comes compressed, and of a picture of a room. */
async function files(ann: Visitor): Promise<string[]> {
  const [script] = (await ann.page("/")).match(/\/js\/[\w.-]+/) as [string];
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  const { gif: picture } = await (await ann.upload(_id, gif({ width: 30, height: 30 }))).json();
  return ["/favicon.svg", script, picture.url, picture.still];
}

async function raw(head: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write(head);
  await once(socket, "connect");
  return text(socket);
}

test("a part that a file does not have is refused with the file's size, to pages and programs", async () => {
  const ann = await server.visitor();
  for (const path of await files(ann)) {
    const whole = await ann.get(path, { "accept-encoding": "identity" });
    const bytes = (await whole.arrayBuffer()).byteLength;
    for (const range of [`bytes=${bytes}-`, "bytes=-0", "bytes=999999-9999999"]) {
      const asks = { range, "accept-encoding": "identity" };
      const page = await ann.get(path, { ...asks, ...html });
      expect([path, range, page.status]).toEqual([path, range, 416]);
      expect(page.headers.get("content-range")).toBe(`bytes */${bytes}`);
      expect(page.headers.get("content-type")).toMatch(/^text\/plain/);
      expect(page.headers.get("cache-control")).toBe("no-store");
      expect(page.headers.get("last-modified")).toBeNull();
      expect(await page.text()).toBe("The file has no such part.");
      const program = await ann.get(path, { ...asks, ...json });
      expect([program.status, (await program.json()).error.code]).toEqual([416, "BAD_RANGE"]);
      const head = await ann.request("HEAD", path, { headers: asks });
      expect([path, head.status, head.headers.get("content-length")]).toEqual([path, 200, String(bytes)]);
    }
  }
});

test("a part at the end that is longer than the file is the whole file", async () => {
  const ann = await server.visitor();
  for (const path of await files(ann)) {
    const identity = { "accept-encoding": "identity" };
    const whole = Buffer.from(await (await ann.get(path, identity)).arrayBuffer());
    const last = whole.length - 1;
    for (const length of [whole.length, whole.length + 1, 99_999_999]) {
      const answer = await ann.get(path, { ...identity, range: `bytes=-${length}` });
      expect([path, length, answer.status, answer.headers.get("content-range")]).toEqual([
        ...[path, length, 206, `bytes 0-${last}/${whole.length}`],
      ]);
      expect(Buffer.from(await answer.arrayBuffer()).equals(whole)).toBe(true);
    }
    const end = await ann.get(path, { ...identity, range: "bytes=-2" });
    expect(Buffer.from(await end.arrayBuffer()).equals(whole.subarray(-2))).toBe(true);
  }
});

test("a path that cannot be decoded is refused in the site's page, or in JSON", async () => {
  const ann = await server.visitor();
  for (const path of ["/%", "/%ff", "/favicon.svg%", "/js/%zz", "/room/%", "/room/%/chats", "/gif/%/%"]) {
    const page = await ann.get(path, html);
    expect([path, page.status, page.headers.get("content-type")]).toEqual([
      ...[path, 400, "text/html; charset=utf-8"],
    ]);
    expect(await page.text()).toMatch(/^<!doctype html>.*href="\/".*<\/html>/is);
    const program = await ann.get(path, json);
    expect([path, program.status, (await program.json()).error.code]).toEqual([path, 400, "BAD_REQUEST"]);
    expect([path, (await ann.request("HEAD", path)).status]).toEqual([path, 400]);
  }
});

test("no path leads to another that is not there", async () => {
  const ann = await server.visitor();
  for (const path of ["/js", "/css", "/js/", "/css/", "//evil.example", "/gif", "/.git", "/js%2f"])
    for (const headers of [html, json]) {
      const answer = await ann.get(path, headers);
      expect([path, answer.status, answer.headers.get("location")]).toEqual([path, 404, null]);
    }
});

test("the path of a file says which methods it takes when it is asked by another", async () => {
  const ann = await server.visitor();
  const [icon, script] = await files(ann);
  for (const path of [icon!, script!, "/social-card.png"])
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      const program = await ann.request(method, path, { headers: json });
      const said = [program.status, program.headers.get("allow"), (await program.json()).error.code];
      expect([path, method, ...said]).toEqual([path, method, 405, "GET, HEAD", "METHOD_NOT_ALLOWED"]);
      const page = await ann.request(method, path, { headers: html });
      expect([page.status, page.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
      expect(await page.text()).toContain("does not take that kind of request");
    }
});

test("what depends on the visitor, the format or the language says so, and no cache keeps it", async () => {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const secret = await ann.open({ password: "pw" });
  const bob = await server.visitor();
  const paths = [
    "/",
    "/?q=x",
    "/room",
    `/room/${_id}`,
    `/room/${secret._id}`,
    "/nothing",
    "/proof?purpose=room",
  ];
  for (const path of [...paths, `/room/${_id}/chats`, `/room/${secret._id}/chats`, "/metrics", "/enter"])
    for (const method of ["GET", "HEAD"])
      for (const headers of [html, json]) {
        const answer = await bob.request(method, path, { headers: { ...headers, host: "localhost" } });
        const vary = answer.headers.get("vary")?.split(", ");
        expect([method, path, vary]).toEqual([
          method,
          path,
          expect.arrayContaining(["Accept", "Accept-Language"]),
        ]);
        expect([path, answer.headers.get("cache-control")]).toEqual([
          path,
          expect.stringContaining("no-store"),
        ]);
      }
  const leads = await bob.form(`/room/${secret._id}/enter`, { password: "pw" });
  expect([leads.status, leads.headers.get("vary")]).toEqual([303, expect.stringContaining("Accept")]);
});

test("a request with two hosts is refused, whatever it asks for", async () => {
  const host = new URL(server.url).host;
  const requests = [
    "GET /",
    "HEAD /room",
    "POST /room",
    "GET /favicon.svg",
    "GET /socket.io/?EIO=4&transport=polling",
  ];
  for (const asked of requests)
    for (const hosts of [`Host: ${host}\r\nHost: evil.example`, `host: evil.example\r\nHOST: ${host}`]) {
      const answer = await raw(
        `${asked} HTTP/1.1\r\n${hosts}\r\nAccept: application/json\r\nConnection: close\r\n\r\n`,
      );
      expect([asked, answer.split("\r\n")[0]]).toEqual([asked, "HTTP/1.1 400 Bad Request"]);
      if (!/^HEAD|socket/.test(asked)) expect(answer).toContain('"code":"BAD_REQUEST"');
    }
  const upgrade =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
  const socket = await raw(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n${upgrade}\r\n\r\n`,
  );
  expect(socket).toMatch(/^HTTP\/1.1 400 /);
  const once = await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`);
  expect(once).toMatch(/^HTTP\/1.1 200 /);
});
