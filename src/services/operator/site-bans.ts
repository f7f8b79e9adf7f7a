import { trusted } from "mongoose";
import type { EndedRaidRecord } from "../../db/models/site/ended-raid.js";
import type { SiteBanRecord } from "../../db/models/site/site-ban.js";
import { inParallel } from "../../lib/load/in-parallel.js";
import { randomId } from "../../lib/random-id.js";
import type { OperatorBan } from "../../shared/operator-props.js";
import { Refusal } from "../errors.js";
import { endHooksOf } from "../hooks/end-hooks.js";
import { roomsAfter } from "../next-rooms/carry-site-bans.js";
import type { Broadcaster, Context, Visitor } from "../ports.js";
import { isId } from "../validation.js";
import { toRaidKey } from "./raids/raid-key.js";
import { assertNotBannedByOperator } from "./site-ban-check.js";

export interface NewSiteBan {
  visitor?: string | undefined;
  /** Keyed hashes of address groups, as `AddressKeys` gives them. */
  from: readonly string[];
  /** Missing: everywhere. */
  room?: string | undefined;
  until: Date;
  /** Known before, for the log. */
  id?: string;
}

interface BanContext extends Pick<Context, "models" | "siteRules" | "events" | "background" | "addressKeys"> {
  readonly broadcaster: Pick<Broadcaster, "bannedFromSite">;
}

interface SeatTaker {
  isSeated(room: string, visitor: string): boolean;
  expel(room: string, visitor: string, reason: "banned"): Promise<unknown>;
}

const AT_ONCE = 8;

/** Bans by the operator. Each instance takes away the seats of whom it finds banned, whichever instance banned them. */
export class SiteBans {
  readonly #context: BanContext;
  readonly #seats: SeatTaker;
  #known = new Set<string>();

  constructor(context: BanContext, seats: SeatTaker) {
    this.#context = context;
    this.#seats = seats;
    context.events.on("siteRulesChanged", () => this.#onChanged());
  }

  get isAny(): boolean {
    return this.#context.siteRules.bans.length > 0;
  }

  assertNotBanned(visitor: Pick<Visitor, "id" | "address" | "since">, room?: string): void {
    assertNotBannedByOperator(this.#context, visitor, room);
  }

  async ban({ visitor, from, room, until, id = randomId(9) }: NewSiteBan): Promise<string> {
    const { models, siteRules, background } = this.#context;
    const ban: SiteBanRecord = {
      _id: id,
      ...(visitor !== undefined && { visitor }),
      from: [...from],
      ...(room !== undefined && { room }),
      at: new Date(),
      until,
    };
    this.#known.add(ban._id);
    const takeEffect = async () => {
      await this.#followRooms(ban);
      await siteRules.changed();
    };
    try {
      await models.siteBans.create(ban);
      await takeEffect();
    } catch (error) {
      this.#known.delete(ban._id);
      background.onceSettled(takeEffect);
      throw error;
    }
    await this.#shutOut(ban).catch(() => background.retryUntilDone(() => this.#shutOut(ban)));
    return ban._id;
  }

  /** Members at this instance are expelled with the rest of the raid. Safe to repeat. */
  async banRaid({ _id: raid, at, until, groups }: EndedRaidRecord): Promise<void> {
    const { models, siteRules, broadcaster } = this.#context;
    this.#known = new Set([...this.#known, ...groups.map(({ ban }) => ban)]);
    await inParallel(groups, AT_ONCE, async ({ ban: _id, from, visitors }) => {
      const ban = { raid, from: [from], visitors, at, until };
      await models.siteBans.updateOne({ _id }, { $setOnInsert: ban }, { upsert: true });
    });
    await siteRules.changed();
    await endHooksOf(
      models,
      groups.flatMap(({ visitors }) => visitors),
      undefined,
    );
    for (const { visitors } of groups) for (const id of visitors) broadcaster.bannedFromSite(id);
  }

  async lift(id: unknown): Promise<void> {
    const { models, siteRules, background } = this.#context;
    if (!isId(id)) throw new Refusal("NOT_FOUND");
    try {
      const { deletedCount } = await models.siteBans.deleteOne({ _id: id });
      await siteRules.changed();
      if (!deletedCount) throw new Refusal("NOT_FOUND");
    } catch (error) {
      if (!(error instanceof Refusal)) background.onceSettled(() => siteRules.changed());
      throw error;
    }
  }

  async liftRaid(raid: string): Promise<void> {
    const { models, siteRules } = this.#context;
    if (!(await models.siteBans.deleteMany({ raid })).deletedCount) throw new Refusal("NOT_FOUND");
    await siteRules.changed();
  }

  async list(): Promise<OperatorBan[]> {
    const until = trusted({ $gt: new Date() });
    const found = await this.#context.models.siteBans.find({ until }).sort({ at: -1, raid: 1 }).lean();
    return found.map(toSiteBan);
  }

  #onChanged(): void {
    const { siteRules, background } = this.#context;
    const before = this.#known;
    this.#known = new Set(siteRules.bans.map(({ _id }) => _id));
    const fresh = siteRules.bans.filter(({ _id }) => !before.has(_id));
    for (const ban of fresh) if (!ban.raid) background.retryUntilDone(() => this.#shutOut(ban));
    const raiders = fresh.flatMap(({ raid, visitors = [] }) => (raid ? visitors : []));
    if (raiders.length) background.retryUntilDone(() => this.#shutOutRaid(raiders));
  }

  async #followRooms(ban: SiteBanRecord): Promise<void> {
    const { rooms, siteBans } = this.#context.models;
    const nextRooms = ban.room === undefined ? [] : await roomsAfter(rooms, ban.room);
    if (!nextRooms.length) return;
    ban.nextRooms = nextRooms;
    await siteBans.updateOne({ _id: ban._id }, { $addToSet: { nextRooms: { $each: nextRooms } } });
  }

  /** At the instances that did not end it. There, who sits here would keep the seat until that one comes to the room. */
  async #shutOutRaid(raiders: readonly string[]): Promise<void> {
    const { models, broadcaster } = this.#context;
    for (const id of raiders) broadcaster.bannedFromSite(id);
    const known = new Set(raiders);
    const seated = { "members.id": trusted({ $in: raiders }) };
    const found = await models.rooms.find(seated, { members: 1 }).lean();
    await inParallel(found, AT_ONCE, async ({ _id, members }) => {
      for (const { id } of members)
        if (known.has(id) && this.#seats.isSeated(_id, id)) await this.#seats.expel(_id, id, "banned");
    });
  }

  async #shutOut({ visitor, room, nextRooms = [] }: SiteBanRecord): Promise<void> {
    const { models, broadcaster } = this.#context;
    if (visitor === undefined) return;
    if (room === undefined) broadcaster.bannedFromSite(visitor);
    const where = room === undefined ? undefined : [room, ...nextRooms];
    await endHooksOf(models, [visitor], where);
    const there = where && { _id: trusted({ $in: where }) };
    const seated = { "members.id": visitor, ...there };
    for (const { _id } of await models.rooms.find(seated, { _id: 1 }).lean())
      await this.#seats.expel(_id, visitor, "banned");
  }
}

const toSiteBan = ({ _id, visitor, room, raid, from, visitors, at, until }: SiteBanRecord): OperatorBan => ({
  id: _id,
  ...(visitor !== undefined && { visitor }),
  ...(room !== undefined && { room }),
  ...(raid !== undefined && { raid, address: toRaidKey(from[0] ?? ""), visitors: visitors?.length ?? 0 }),
  at: at.toISOString(),
  until: until.toISOString(),
});
