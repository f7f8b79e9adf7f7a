import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { useServer } from "../support/server.js";

const server = useServer();

test("a read that announces a body and never sends it is answered at once", async () => {
  const { hostname, port, host } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET /room HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n`,
  );
  const [answer] = await once(socket.setEncoding("latin1"), "data");
  expect(answer).toMatch(/^HTTP\/1.1 200 OK/);
  socket.destroy();
});
