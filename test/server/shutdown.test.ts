import { createConnection, type Socket as Line } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { gif } from "../support/gif.js";
import { serve } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";
import type { Visitor } from "../support/visitor.js";

/** A request that is written to the line piece by piece. */
function begin(visitor: Visitor, request: string, headers: string[], body: Buffer | string): Line {
  const { hostname, port, host } = new URL(visitor.url);
  const line = createConnection(Number(port), hostname);
  line.on("error", () => {}); // to be cut off is what some of them are for
  line.write(head(visitor, host, request, headers));
  line.write(body);
  return line;
}

const head = (visitor: Visitor, host: string, request: string, headers: string[]): string =>
  [
    `${request} HTTP/1.1`,
    ...[`Host: ${host}`, `Cookie: ${visitor.cookie}`, "Accept: application/json", ...headers],
    "\r\n",
  ].join("\r\n");

const before = '--b\r\nContent-Disposition: form-data; name="gif"; filename="a.gif"\r\n\r\n';
const after = "\r\n--b--\r\n";
const ofForm = (file: Buffer): string[] => [
  "Content-Type: multipart/form-data; boundary=b",
  `Content-Length: ${before.length + file.length + after.length}`,
];

/** Says one thing after the other over HTTP, until it is refused or cut off; resolves with what was acknowledged. */
async function talk(visitor: Visitor, room: string, name: string): Promise<Chat[]> {
  const stored: Chat[] = [];
  for (let i = 0; ; i++) {
    const path = `/room/${room}/chat`;
    const answer = await visitor.json("POST", path, { chat: `${name} ${i}` }).catch(() => undefined);
    if (answer?.status !== 201) {
      if (answer) expect([answer.status, answer.body.error.code]).toEqual([503, "BUSY"]);
      return stored;
    }
    stored.push(answer.body);
  }
}

test("SIGTERM answers or cuts off each request in flight, and loses nothing that was acknowledged", async () => {
  const child = await ServerProcess.start({ RATE_LIMITS: "off", EMPTY_ROOM_GRACE_MS: "60000" });
  const people = await Promise.all(Array.from({ length: 8 }, () => child.visitor()));
  const [ann] = people as [Visitor, ...Visitor[]];
  const { _id } = await ann.open();
  for (const visitor of people) await visitor.page(`/room/${_id}`);
  const socket = await ann.enter(_id);
  const talking = people.map((visitor, i) => talk(visitor, _id, `p${i}`));
  const picture = gif({ width: 50, height: 50 });
  const upload = `POST /room/${_id}/gif`;
  const begun = begin(ann, upload, ofForm(picture), Buffer.concat([Buffer.from(before), picture]));
  const stalled = [
    begin(ann, upload, ofForm(picture), before),
    begin(ann, upload, ofForm(picture), Buffer.concat([Buffer.from(before), picture.subarray(0, 50)])),
    begin(ann, `POST /room/${_id}/chat`, ["Content-Type: application/json", "Content-Length: 99"], "{"),
    begin(ann, "POST /nickname", ["Content-Type: application/json", "Content-Length: 99"], "{"),
  ];
  // Broken off before the end, so that nothing of them may be left to wait for.
  for (let i = 0; i < 20; i++) {
    const gone = begin(ann, upload, ofForm(picture), before);
    gone.write(picture.subarray(0, 20), () => gone.destroy());
  }
  await socket.until(() => socket.chats.length > 100);
  const at = Date.now();
  child.signal("SIGTERM");
  await socket.next("pause");
  // What was begun may be finished; what comes now is too late, also on a line that is open.
  const late = head(ann, new URL(ann.url).host, "POST /nickname", ["Content-Length: 0"]);
  begun.write(after + late);
  const answers = await text(begun);
  expect(answers).toMatch(/^HTTP\/1.1 201 .*"seq":\d+.*HTTP\/1.1 503 .*"BUSY"/s);
  const acknowledged = (await Promise.all(talking)).flat();
  for (const line of stalled) line.resume();
  expect(await child.ended).toBe(0);
  // It gives up after four and a half seconds at most; the rest is the machine's.
  expect(Date.now() - at).toBeLessThan(7000);
  expect(child.errors.replace(/^gif-chat warns: .*\n/gm, "")).toBe("");
  socket.close();
  await child.startAgain();
  const stored = new Map<number, Chat>();
  for (let more = true; more; ) {
    const { body } = await ann.json("GET", `/room/${_id}/chats?limit=100&after=${stored.size}`);
    for (const chat of body.chats as Chat[]) stored.set(chat.seq, chat);
    more = body.more;
  }
  expect(acknowledged.length).toBeGreaterThan(100);
  for (const chat of acknowledged) expect(stored.get(chat.seq)).toEqual(chat);
  const shared = [...stored.values()].filter((chat) => chat.gif);
  expect(shared).toHaveLength(1);
  expect((await ann.get(shared[0]!.gif!.url)).status).toBe(200);
  await child.end();
  await child.clean();
});

test("a message sent while the server closes is stored, or refused for now", async () => {
  const errors = vi.spyOn(console, "error");
  const own = await serve();
  const ann = await own.visitor();
  const { _id } = await ann.open();
  const hers = await ann.enter(_id);
  const codes = new Set<string>();
  const ask = () =>
    hers.ask("chat", { chat: "x" }).then(
      (answer) => codes.add(answer.ok ? "stored" : answer.error.code),
      () => codes.add("cut off"),
    );
  await ask();
  codes.clear();
  const sending = Array.from({ length: 500 }, ask);
  await sending[0];
  const closing = own.close();
  await hers.next("pause");
  hers.socket.emit("editChat", { seq: 1, chat: "y" });
  while (hers.socket.connected) await Promise.race([ask(), hers.next("disconnect")]);
  await closing;
  hers.close();
  await Promise.all(sending);
  expect([...codes].filter((code) => !["stored", "BUSY", "cut off"].includes(code))).toEqual([]);
  expect([codes.has("stored"), codes.has("BUSY") || codes.has("cut off")]).toEqual([true, true]);
  expect(errors).not.toHaveBeenCalled();
  errors.mockRestore();
});
