import type { EndedRaidRecord } from "../../../db/models/site/ended-raid.js";
import { inParallel } from "../../../lib/load/in-parallel.js";
import type { Context } from "../../ports.js";
import { isOfRaid } from "./address-group.js";
import { EndedRaids, type RoomsLeft, visitorsOf } from "./ended-raids.js";
import { readRooms, windowStart } from "./find-raiders.js";
import { expelRaiders, type SeatParts } from "./raid-expelling.js";
import { type MessageParts, RaidMessages } from "./raid-messages.js";

const OPENINGS_CLOSED_MS = 3600_000;
const NOTE_MS = 1000;
const TAKE_OVER_MS = 5000;
const AT_ONCE = 4;

export interface RaidParts extends MessageParts, SeatParts {
  readonly removal: { removeAny(room: string): Promise<boolean> };
  readonly bans: { banRaid(raid: EndedRaidRecord): Promise<void> };
  readonly reports: { removeFrom(addressKeys: string[]): Promise<number> };
}

/** Once a raid is stored, ending it goes on until all is done, whatever happens to this process. */
export class RaidEnding {
  readonly #context: Context;
  readonly #parts: RaidParts;
  readonly #messages: RaidMessages;
  readonly #raids: EndedRaids;
  readonly #running = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: Context, parts: RaidParts) {
    this.#context = context;
    this.#parts = parts;
    this.#messages = new RaidMessages(context, parts);
    this.#raids = new EndedRaids(context.models.endedRaids);
  }

  async start(): Promise<void> {
    await this.#takeOver();
    if (!this.#context.bus.hasOthers) return;
    this.close();
    this.#timer = setInterval(() => void this.#context.background.run(() => this.#takeOver()), TAKE_OVER_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  unfinished(): Promise<EndedRaidRecord[]> {
    return this.#raids.list();
  }

  /** Resolves, when the bans hold, to how many rooms are to end. The rest goes on after the answer. */
  async end(raid: EndedRaidRecord): Promise<number> {
    await this.#raids.add(raid);
    try {
      return (await this.#shutOut(raid)).toEnd.size;
    } finally {
      this.#goOn(raid._id);
    }
  }

  async #takeOver(): Promise<void> {
    const { hasOthers } = this.#context.bus;
    for (const { _id } of await this.#raids.list())
      if (!this.#running.has(_id) && (await this.#raids.lease(_id, { hasOthers }))) this.#goOn(_id);
  }

  #goOn(id: string): void {
    if (this.#running.has(id)) return;
    this.#running.add(id);
    this.#context.background.retryUntilDone(async () => {
      await this.#finish(id);
      this.#running.delete(id);
    });
  }

  /** Bans come first, else expelled visitors would return at once. Never again later: they may be lifted by then. */
  async #shutOut(raid: EndedRaidRecord): Promise<RoomsLeft> {
    const { _id, at, groups, toEnd, toClean } = raid;
    if (toEnd && toClean) return { toEnd: new Set(toEnd), toClean: new Set(toClean) };
    const { siteRules } = this.#context;
    await this.#parts.bans.banRaid(raid);
    const hour = new Date(at.getTime() + OPENINGS_CLOSED_MS);
    const known = siteRules.until("openingsClosedUntil");
    await siteRules.set({ openingsClosedUntil: known && known > hour ? known : hour });
    const from = new Set(groups.map((group) => group.from));
    const since = windowStart(at.getTime());
    const left = { toEnd: new Set<string>(), toClean: new Set<string>() };
    // Read by now, so that none is missed that was opened meanwhile.
    for (const room of await readRooms(this.#context, since))
      left[isOfRaid(room, from, since) ? "toEnd" : "toClean"].add(room._id);
    await this.#raids.note(_id, left);
    return left;
  }

  /** Safe to begin again after a failure, here or at another instance. */
  async #finish(id: string): Promise<void> {
    const raid = await this.#raids.find(id);
    if (!raid) return;
    const left = await this.#shutOut(raid);
    const visitors = visitorsOf(raid);
    await this.#parts.reports.removeFrom(raid.groups.map(({ from }) => from));
    await expelRaiders(this.#context, this.#parts, visitors, left.toEnd);
    const note = this.#noteNowAndThen(id, left);
    await this.#each(left.toEnd, note, (room) => this.#parts.removal.removeAny(room));
    await this.#each(left.toClean, note, (room) => this.#messages.remove(room, visitors));
    if (left.toEnd.size + left.toClean.size) await this.#raids.note(id, left, new Date());
    else await this.#raids.remove(id);
  }

  #noteNowAndThen(id: string, left: RoomsLeft): () => Promise<void> {
    let notedAt = performance.now();
    return async () => {
      if (performance.now() - notedAt < NOTE_MS) return;
      notedAt = performance.now();
      await this.#raids.note(id, left);
    };
  }

  /** Shutdown does not wait for all of them. */
  async #each(rooms: Set<string>, note: () => Promise<void>, work: (room: string) => Promise<unknown>) {
    const { closing } = this.#context.background;
    await inParallel(rooms, AT_ONCE, async (room) => {
      if (closing.aborted) return;
      await work(room);
      rooms.delete(room);
      await note();
    });
  }
}
