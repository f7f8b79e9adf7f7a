import { connect } from "node:net";
import { expect, test } from "vitest";
import { useServer } from "../support/server.js";

const server = useServer();

test("a client that asks and reads nothing is disconnected after a minute, and a quiet socket is not", async () => {
  const { hostname, port } = new URL(server.url);
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const polling = await ann.enter(_id, undefined, { transports: ["polling"] });
  const socket = await ann.enter(_id);
  const deaf = connect(Number(port), hostname).pause();
  deaf.on("error", () => {}); // being cut off is what is waited for
  // More than the system keeps for whoever does not read.
  const [, script] = /src="(\/js\/[^"]+)"/.exec(await ann.page("/"))!;
  deaf.write(`GET ${script} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`.repeat(3000));
  // A minute and some seconds, by the news that come every three.
  const lobby = await ann.lobby();
  for (let i = 0; i < 25; i++) await lobby.next("news");
  // Who reads nothing does not see the end either, before having said something twice.
  const isCutOff = () => {
    if (!deaf.destroyed) deaf.write("\r\n");
    return deaf.destroyed;
  };
  await expect.poll(isCutOff, { interval: 500, timeout: 10_000 }).toBe(true);
  for (const one of [polling, socket]) {
    expect(one.has("disconnect")).toBe(false);
    expect(await one.call("chat", { chat: "still here" })).toMatchObject({ chat: "still here" });
    one.close();
  }
}, 180_000);
