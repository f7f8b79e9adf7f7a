/** @module-tag thorough */
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createConnection } from "node:net";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { bomb, comment, gif } from "../support/gif.js";
import { race, untilBothOccurred } from "../support/race.js";
import { serve, useServer } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ MAX_GIF_BYTES: "100000", EMPTY_ROOM_GRACE_MS: "300000" });

async function seated(): Promise<[Visitor, string]> {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  return [ann, _id];
}

/** The same field of a form, sent byte by byte, so that it can be broken off. */
function breakOff(ann: Visitor, room: string, sent: Buffer): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const head = `--b\r\nContent-Disposition: form-data; name="gif"; filename="a.gif"\r\nContent-Type: image/gif\r\n\r\n`;
  return new Promise((resolve, reject) => {
    const socket = createConnection(Number(port), hostname, () => {
      socket.write(
        `POST /room/${room}/gif HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${ann.cookie}\r\n`,
      );
      socket.write(`Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 90000\r\n\r\n${head}`);
      socket.write(sent, () => socket.destroy());
    });
    socket.on("close", () => resolve()).on("error", reject);
  });
}

describe("GIFs", () => {
  test("GIFs of millions of tiny blocks hold nobody up, and the last control block before a frame counts", async () => {
    const big = await serve();
    const ann = await big.visitor();
    const { _id: room } = await ann.open();
    await ann.page(`/room/${room}`);
    const control = Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]);
    const crumbs = Buffer.concat([Buffer.from([0x21, 0xfe]), Buffer.alloc(5_200_000, 1), Buffer.from([0])]);
    const few = Buffer.concat([control, comment("x"), control]);
    const busy = performance.eventLoopUtilization;
    const upload = async (file: Buffer): Promise<[Response, number]> => {
      const before = busy();
      return [await ann.upload(room, file), busy(before).active];
    };
    // The client's own share: what it takes to send as many bytes, which are refused at the first.
    const [refused, usual] = await upload(Buffer.alloc(crumbs.length));
    expect(refused.status).toBe(422);
    for (const extra of [crumbs, few, Buffer.concat(Array(600_000).fill(control))]) {
      const [answer, active] = await upload(gif({ extra }));
      expect(answer.status).toBe(201);
      expect(active).toBeLessThan(Math.max(700, 5 * usual));
      expect((await answer.json()).gif.bytes).toBe(gif().length);
    }
    await big.close();
  });

  test("a request that does not say how large it is is cut off at the same size, whatever is sent", async () => {
    const [ann, room] = await seated();
    const { hostname, port } = new URL(server.url);
    const field = (name: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`;
    const file = '--b\r\nContent-Disposition: form-data; name="gif"; filename="a.gif"\r\n\r\n';
    const whole = `${file}${gif().toString("latin1")}\r\n--b--\r\n`;
    for (const start of [file, field("alt"), field("alt").repeat(9), "nothing of a form", whole]) {
      const socket = createConnection(Number(port), hostname);
      socket.write(
        `POST /room/${room}/gif HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${ann.cookie}\r\nAccept: application/json\r\n` +
          "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n" +
          `${start.length.toString(16)}\r\n`,
      );
      socket.write(`${start}\r\n`, "latin1");
      // Without an end, until nobody takes it any more.
      const more = () => {
        while (socket.writable && socket.write(`2710\r\n${"x".repeat(10_000)}\r\n`));
      };
      const answered = once(socket, "data").catch(() => undefined);
      socket.on("drain", more).on("error", () => {});
      more();
      const closed = new Promise((resolve) => socket.once("close", resolve));
      const answer = String(await answered);
      // Who goes on sending may be cut off before reading why.
      if (answer !== "undefined" && !(start === whole && /^HTTP\/1.1 201 /.test(answer)))
        expect(answer).toMatch(/^HTTP\/1.1 413 .*connection: close.*GIF_TOO_BIG/is);
      await closed;
    }
    await ann.json("DELETE", `/room/${room}`);
    await expect.poll(() => server.files()).toEqual([]);
  });

  test("a GIF for a room that ends meanwhile is stored or refused, and never fails", async () => {
    const child = await ServerProcess.start({ RATE_LIMITS: "off", EMPTY_ROOM_GRACE_MS: "300000" });
    await untilBothOccurred(["stored", "refused"], { least: 40, most: 200 }, async (lead) => {
      const ann = await child.visitor();
      const { _id } = await ann.open();
      await ann.page(`/room/${_id}`);
      const upload = () => ann.upload(_id, gif()).then(({ status }) => status);
      const uploads = () => Promise.all(Array.from({ length: 6 }, upload));
      const [codes] = await race(lead, uploads, () => ann.json("DELETE", `/room/${_id}`));
      for (const status of codes) expect([201, 403, 404]).toContain(status);
      return codes.includes(201) ? "stored" : "refused";
    });
    expect(await child.end()).toBe(0);
    expect(await readdir(path.join(child.dir, "uploads"))).toEqual([".tmp"]);
    // Nobody's fault, so there is nothing to tell the operator.
    expect(child.errors.replace(/^gif-chat warns: .*\n/gm, "")).toBe("");
    await child.clean();
  });

  test("500 GIFs that are aborted, oversized or corrupt leave no file and no message", async () => {
    const [ann, room] = await seated();
    const whole = gif({ width: 20, height: 20, frames: 5 });
    const broken: [string, Buffer][] = [
      ["nothing", Buffer.alloc(0)],
      ["text", Buffer.from("GIF89a but not really")],
      ["a bomb", bomb()],
      ["no frames", gif({ frames: 0 })],
      ["no pixels", withoutPixels()],
      ["too many frames", gif({ width: 1, height: 1, frames: 1001 })],
      ["too many bytes", gif({ frames: 1, extra: Buffer.concat(Array(500).fill(comment("x".repeat(250)))) })],
    ];
    for (const [what, file] of broken) {
      const { status } = await ann.upload(room, file);
      expect([what, status]).toEqual([
        what,
        what === "nothing" ? expect.any(Number) : status === 413 ? 413 : 422,
      ]);
    }
    let tried = broken.length;
    for (; tried < 250; tried++) {
      // Cut before its first pixel, or one byte changed in the structure before it.
      const file = tried % 2 ? whole.subarray(0, 10 + ((tried * 37) % 35)) : flipped(whole, tried);
      const { status } = await ann.upload(room, file);
      expect(status).toBeGreaterThanOrEqual(413);
      expect(status).toBeLessThan(500);
    }
    for (; tried < 500; tried += 25) {
      await Promise.all(Array.from({ length: 25 }, (_, i) => breakOff(ann, room, Buffer.alloc(i * 3000, 1))));
    }
    expect((await ann.upload(room, whole)).status).toBe(201);
    // The server notices each broken connection in its own time; what comes late has to go as well.
    for (let calm = 0; calm < 5; calm++) {
      await expect.poll(async () => (await server.files()).length, { timeout: 15_000 }).toBe(2);
      await ann.page("/");
    }
    expect((await ann.json("GET", `/room/${room}/chats`)).body.chats).toHaveLength(1);
  });
});

/** Its first code is one that no table has yet. */
function withoutPixels(): Buffer {
  const file = gif({ width: 30, height: 30, frames: 1 });
  return Buffer.concat([file.subarray(0, 44), Buffer.from([3, 0xff, 0xff, 0xff, 0, 0x3b])]);
}

/** One byte wrong in the screen's header or in the sizes that lead from block to block. */
function flipped(file: Buffer, i: number): Buffer {
  const copy = Buffer.from(file);
  const at = [0, 1, 2, 3, 4, 25, 33][i % 7]!;
  copy[at] = copy[at]! ^ 0x55;
  return copy;
}
