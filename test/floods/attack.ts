/** One flood, in a process of its own: `attack.ts NAME URL ROOM`. It says so when it begins, and ends by itself. */
import { connect } from "node:net";
import { setPriority } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { type RoomSocket, Visitor } from "./visitor.js";

const ADDRESS = "127.0.0.66";
const LAST_SEQ = 600;

const [name = "", url = "", room = ""] = process.argv.slice(2);
// Elsewhere it would have its own machine.
setPriority(10);

const tally = { asked: 0, cut: 0 };

/** Sockets that stop reading and ask for as much as they can. Those that are cut off come back. */
async function deaf(): Promise<void> {
  const visitors = await arrive(10);
  const one = async (visitor: Visitor) => {
    for (let times = 0; times < 3; times++) {
      const socket = await visitor.enter(room).catch(() => undefined);
      if (!socket) continue;
      socket.stopReading();
      for (let i = 0; i < 12; i++) socket.send("history", { before: LAST_SEQ - i * 7, limit: 100 });
      tally.asked += 12;
      await wait(4000);
      if (!socket.isOpen) tally.cut++;
      socket.close();
    }
  };
  await Promise.all(Array.from({ length: 150 }, (_, i) => one(visitors[i % visitors.length]!)));
}

/** Visitors who read, and ask for long pages as fast as they are allowed. Then they are gone, answered or not. */
async function greedy(): Promise<void> {
  const visitors = await arrive(10);
  const sockets: RoomSocket[] = [];
  for (const visitor of visitors) sockets.push(await visitor.enter(room));
  for (const socket of sockets)
    for (let i = 0; i < 280; i++) socket.send("history", { before: LAST_SEQ - i, limit: 100 });
  tally.asked += 280 * sockets.length;
  await wait(5000);
  for (const socket of sockets) socket.close();
}

/** Visitors of one address who search through hard texts, as often as they are allowed. */
async function searching(): Promise<void> {
  const sockets = await Promise.all((await arrive(10)).map((visitor) => visitor.enter(room)));
  const chat = `x${`a${"\u0301\u0323".repeat(15)}`.repeat(60)}`;
  await Promise.all(
    sockets.flatMap((socket) => Array.from({ length: 50 }, () => socket.ask("chat", { chat }))),
  );
  for (const socket of sockets) for (let i = 0; i < 30; i++) socket.send("search", { q: "not there" });
  tally.asked += 30 * sockets.length;
  await wait(8000);
  for (const socket of sockets) socket.close();
}

/** A full room reacts to one message within a second. Each is counted once, and told in an event each quarter of it. */
async function reacting(): Promise<void> {
  const places = Array.from({ length: 200 }, (_, i) => `127.0.4.${i + 1}`);
  const visitors = await Promise.all(places.map((address) => Visitor.arrive(url, address)));
  const full = await visitors[0]!.open({ title: "Full", max: 200 });
  const sockets = await Promise.all(visitors.map((visitor) => visitor.enter(full)));
  await sockets[0]!.ask("chat", { chat: "what do you think?" });
  console.log("begins");
  const started = performance.now();
  const answers = await Promise.all(
    sockets.map(async (socket, i) => {
      await wait(i * 5);
      return socket.ask("react", { seq: 1, emoji: "👍" });
    }),
  );
  tally.asked += answers.length;
  const [{ data: chat }] = JSON.parse(await sockets[0]!.ask("react", { seq: 1, emoji: "👍" }));
  if (chat.reactions[0].count !== answers.length) throw new Error(`${chat.reactions[0].count} are counted`);
  // The chat was never edited: its change is the number of events.
  const most = (performance.now() - started) / 250 + 1;
  if (chat.change > most) throw new Error(`${chat.change} events`);
  // Each who leaves is told to all others, so 200 at once would be another flood.
  for (const socket of sockets) {
    socket.close();
    await wait(25);
  }
}

/** Connections that send so many requests at once, and again when they are cut off. */
async function pipelined(connections: number): Promise<void> {
  console.log("begins");
  const requests = "GET /room HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(1500);
  const { hostname, port } = new URL(url);
  const one = () =>
    new Promise<void>((resolve) => {
      const socket = connect({ host: hostname, port: Number(port), localAddress: ADDRESS });
      // A connection that was cut while it was written to says so by an error.
      socket.on("error", () => {}).on("close", () => resolve());
      socket.resume().write(requests);
      tally.asked += 1500;
      setTimeout(() => socket.destroy(), 5000).unref();
    });
  const many = async () => {
    for (let times = 0; times < 10; times++) {
      await one();
      tally.cut++;
      await wait(100);
    }
  };
  await Promise.all(Array.from({ length: connections }, many));
}

async function arrive(count: number): Promise<Visitor[]> {
  const visitors: Visitor[] = [];
  for (let i = 0; i < count; i++) visitors.push(await Visitor.arrive(url, ADDRESS));
  console.log("begins");
  return visitors;
}

const attacks: Record<string, () => Promise<void>> = {
  deaf,
  greedy,
  searching,
  reacting,
  one: () => pipelined(1),
  four: () => pipelined(4),
};
await attacks[name]!();
console.log(`asked ${tally.asked} times, ${tally.cut} connections were cut off`);
process.exit(0);
