import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { useServer } from "../support/server.js";

const server = useServer();

async function pipeline(
  requests: number,
  cookie: string,
): Promise<{ socket: Socket; answers: () => string }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  let answers = "";
  socket.on("error", () => {}).setEncoding("latin1");
  socket.on("data", (text: string) => {
    answers += text;
  });
  const request = (i: number) =>
    `GET /room?${i} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nAccept: application/json\r\n\r\n`;
  socket.write(Array.from({ length: requests }, (_, i) => request(i)).join(""));
  return { socket, answers: () => answers };
}

const count = (answers: string): number => answers.split("HTTP/1.1 200 OK").length - 1;

test("an idle connection is kept longer than proxies keep theirs", async () => {
  const { headers } = await fetch(`${server.url}/health`);
  expect(headers.get("keep-alive")).toBe("timeout=75");
});

test("some requests at once on one connection are all answered", async () => {
  const { cookie } = await server.visitor();
  const { socket, answers } = await pipeline(40, cookie);
  await expect.poll(() => count(answers()), { timeout: 20_000 }).toBe(40);
  socket.destroy();
});

test("a connection with 1,500 requests at once is closed, and what waits is not done", async () => {
  const ann = await server.visitor();
  const { socket, answers } = await pipeline(1500, ann.cookie);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  expect((await ann.get("/health")).status).toBe(200);
  await closed;
  expect(count(answers())).toBeLessThan(100);
  expect((await ann.get("/room")).status).toBe(200);
});
