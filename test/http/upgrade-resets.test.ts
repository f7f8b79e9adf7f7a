import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { useServer } from "../support/server.js";

const server = useServer({ RATE_LIMITS: "on" });
const CLIENTS = 200;

const connectTo = async (url: URL): Promise<Socket> => {
  const socket = connect(Number(url.port), url.hostname);
  await once(socket, "connect");
  return socket.on("error", () => {});
};

test("upgrades that are reset while they wait for their turn do not end the process", async () => {
  const ann = await server.visitor();
  const url = new URL(server.url);
  const upgrade = [
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
    `Host: ${url.host}`,
    `Cookie: ${ann.cookie}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ].join("\r\n");
  const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => connectTo(url)));
  for (const socket of sockets) socket.write(`${upgrade}\r\n\r\n`);
  // The server runs in this process: after two turns it has read all of them, and served only some.
  for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
  const closed = Promise.all(sockets.map((socket) => once(socket, "close")));
  for (const socket of sockets) socket.resetAndDestroy();
  await closed;
  expect((await ann.get("/health")).status).toBe(200);
});
