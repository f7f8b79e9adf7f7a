import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const LIMIT = 100_000;
const server = useServer({ MAX_GIF_BYTES: String(LIMIT), EMPTY_ROOM_GRACE_MS: "300000" });
const asForm = "text/html";
const asProgram = "application/json";

async function seated(): Promise<[Visitor, string]> {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  return [ann, _id];
}

const head =
  '--b\r\nContent-Disposition: form-data; name="gif"; filename="a.gif"\r\nContent-Type: image/gif\r\n\r\n';
const form = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from(head), gif(), Buffer.alloc(bytes, 1), Buffer.from("\r\n--b--\r\n")]);

function begin(ann: Visitor, room: string, accept: string, length: string): Socket {
  const { hostname, port, host } = new URL(server.url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  socket.write(
    `POST /room/${room}/gif HTTP/1.1\r\nHost: ${host}\r\nCookie: ${ann.cookie}\r\nAccept: ${accept}\r\n` +
      `Content-Type: multipart/form-data; boundary=b\r\n${length}\r\n\r\n`,
  );
  return socket;
}

/** As Chromium does: writes all of it before it reads. */
async function writeThenRead(socket: Socket, parts: Buffer[]): Promise<string> {
  for (const part of parts)
    await new Promise<void>((resolve, reject) => {
      socket.write(part, (error) => (error ? reject(error) : resolve()));
    });
  const [answer] = await once(socket, "data");
  return String(answer);
}

const chunked = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n0\r\n\r\n")]);

test("a picture that is too large is read to its end, and then answered on a connection that goes on", async () => {
  for (const bytes of [LIMIT + 1, 2 * LIMIT, 7 * LIMIT])
    for (const length of ["Content-Length", "Transfer-Encoding"]) {
      const [ann, room] = await seated();
      const body = form(bytes);
      const isWhole = length === "Content-Length";
      const socket = begin(ann, room, asForm, isWhole ? `${length}: ${body.length}` : `${length}: chunked`);
      const answer = await writeThenRead(socket, [isWhole ? body : chunked(body)]);
      expect([bytes, length, answer.split("\r\n")[0]]).toEqual([bytes, length, "HTTP/1.1 303 See Other"]);
      expect(answer).toMatch(new RegExp(`^location: /room/${room}\r$`, "im"));
      const { host } = new URL(server.url);
      socket.write(
        `GET /room/${room} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${ann.cookie}\r\nConnection: close\r\n\r\n`,
      );
      expect(await text(socket)).toContain("This picture is too large");
      socket.end();
    }
  await expect.poll(() => server.files()).toEqual([]);
});

test("a picture that is far too large is answered too, though it was not read to its end", async () => {
  for (const accept of [asForm, asProgram])
    for (const length of ["Content-Length", "Transfer-Encoding"]) {
      const [ann, room] = await seated();
      const body = form(60 * LIMIT);
      const isWhole = length === "Content-Length";
      const socket = begin(ann, room, accept, isWhole ? `${length}: ${body.length}` : `${length}: chunked`);
      const closed = once(socket, "close");
      socket.once("end", () => socket.end());
      const answer = await writeThenRead(socket, [isWhole ? body : chunked(body)]);
      const status = accept === asForm ? /^HTTP\/1.1 303 / : /^HTTP\/1.1 413 .*GIF_TOO_BIG/s;
      expect([accept, length, answer]).toEqual([accept, length, expect.stringMatching(status)]);
      expect(answer).toMatch(/^connection: close\r$/im);
      await closed;
    }
  await expect.poll(() => server.files()).toEqual([]);
});

test("a client that sends nothing more is answered, whatever it said it would send", {
  tags: ["thorough"],
}, async () => {
  const [ann, room] = await seated();
  const socket = begin(ann, room, asProgram, `Content-Length: ${7 * LIMIT}`);
  socket.write(head);
  socket.once("end", () => socket.end());
  expect(await text(socket)).toMatch(/^HTTP\/1.1 413 .*connection: close.*GIF_TOO_BIG/is);
});

test("a client that sends without end is cut off", { tags: ["thorough"] }, async () => {
  const [ann, room] = await seated();
  const socket = begin(ann, room, asProgram, "Transfer-Encoding: chunked");
  const closed = new Promise((resolve) => socket.on("error", () => {}).once("close", resolve));
  const chunk = Buffer.concat([Buffer.from("2710\r\n"), Buffer.alloc(10_000), Buffer.from("\r\n")]);
  const more = () => {
    while (socket.writable && socket.write(chunk));
  };
  socket.on("drain", more);
  more();
  expect(String(await once(socket, "data"))).toMatch(/^HTTP\/1.1 413 /);
  await closed;
  await expect.poll(() => server.files()).toEqual([]);
});
