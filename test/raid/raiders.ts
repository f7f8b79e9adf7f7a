/** A raid in a process of its own: `raiders.ts URL COUNT ROOM,ROOM…`, forked by run.ts, which tells it when to end. */
import { setPriority } from "node:os";
import { inParallel } from "../../src/lib/load/in-parallel.js";
import type { Order, Said, Tally } from "./messages.js";
import { Raider } from "./raider.js";

const OF_ADDRESS = 10;
const ARRIVE_AT_ONCE = 20;
/** Of all visits, one in so many is to a room of others. */
const OTHERS_ROOM = 4;

const [url = "", count = "", others = ""] = process.argv.slice(2);
const rooms = others.split(",");
const addresses = Number(count) / OF_ADDRESS;
// Elsewhere it would have its own machine.
setPriority(10);

const tally: Tally = { visitors: 0, rooms: [], messages: 0, pictures: 0, names: 0 };
const raiders = Array.from(
  { length: Number(count) },
  (_, i) => new Raider(url, `127.0.5.${1 + (i % addresses)}`, tally),
);
const any = (list: string[]): string => list[Math.floor(Math.random() * list.length)]!;
const room = (): string =>
  tally.rooms.length && Math.random() * OTHERS_ROOM > 1 ? any(tally.rooms.slice(-50)) : any(rooms);
const say = (said: Said) => process.send!(said);

async function comeBack(options: { isFresh: boolean }): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  for (const raider of raiders.slice(0, addresses)) {
    const answer = await raider.comeBack(any(rooms), options);
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
  return answers;
}

process.on("message", async (order: Order) => {
  if (order === "end") {
    for (const raider of raiders) raider.end();
    await Promise.all(flooding);
    say({ about: "tally", tally });
  } else
    say({
      about: "again",
      known: await comeBack({ isFresh: false }),
      fresh: await comeBack({ isFresh: true }),
    });
});
process.once("disconnect", () => process.exit(0));

const flooding: Promise<void>[] = [];
await inParallel(raiders, ARRIVE_AT_ONCE, async (raider) => {
  await raider.arrive();
  // Whoever is in does not wait for the others.
  flooding.push(raider.flood(room));
});
say({ about: "arrived" });
