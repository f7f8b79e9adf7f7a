import type { EndedRaidRecord } from "../../../db/models/site/ended-raid.js";
import type { RaidGroup, RaidPage } from "../../../shared/raid-props.js";
import { Refusal } from "../../errors.js";
import type { Context, Visitor } from "../../ports.js";
import { isId, parse } from "../../validation.js";
import { MAX_RAID_GROUPS, operatorInputs } from "../acts/operator-inputs.js";
import { type AddressGroup, isOfRaid } from "./address-group.js";
import { newRaid, visitorsOf } from "./ended-raids.js";
import { isClearlyRaid, type Lately, readLately } from "./find-raiders.js";
import { RaidEnding, type RaidParts } from "./raid-ending.js";
import { toRaidKey } from "./raid-key.js";

const HOUR_MS = 3600_000;
const MAX_NAMES = 3;
const LEAST_SHOWN = 2;

/** Asks for the pass, and writes down what is done. */
export interface Acts {
  assertOperator(pass: Visitor["operator"]): void;
  run<T>(pass: Visitor["operator"], act: "raid" | "lift", target: string, work: () => Promise<T>): Promise<T>;
}

type Operator = Pick<Visitor, "id" | "address" | "operator">;

interface Parts extends RaidParts {
  readonly bans: RaidParts["bans"] & { liftRaid(raid: unknown): Promise<void> };
}

export interface EndedRaid {
  addresses: number;
  visitors: number;
  rooms: number;
  /** The operator's own address is never banned. */
  isOwnSpared: boolean;
}

/** Many visitors from few addresses: shows them, and ends all that they do by one act. */
export class Raids {
  readonly #context: Context;
  readonly #ending: RaidEnding;
  readonly #acts: Acts;
  readonly #bans: Parts["bans"];

  constructor(context: Context, parts: Parts, acts: Acts) {
    this.#context = context;
    this.#ending = new RaidEnding(context, parts);
    this.#acts = acts;
    this.#bans = parts.bans;
  }

  /** Goes on with raids whose ending was interrupted. */
  start(): Promise<void> {
    return this.#ending.start();
  }

  close(): void {
    this.#ending.close();
  }

  async view({ address, operator }: Operator): Promise<RaidPage> {
    this.#acts.assertOperator(operator);
    const now = Date.now();
    const lately = await readLately(this.#context, now);
    const own = this.#context.addressKeys(address);
    const shown = [...lately.groups.values()]
      .filter((group) => group.visitors.size >= LEAST_SHOWN || group.opened.length >= LEAST_SHOWN)
      .sort((a, b) => b.noise - a.noise)
      .slice(0, MAX_RAID_GROUPS)
      .map((group) => ({
        group,
        selected: isClearlyRaid(group, lately, own, now),
        isOwn: own.includes(group.from),
      }));
    const selected = shown.filter((one) => one.selected).map(({ group }) => group);
    const unfinished = await this.#unfinished();
    return {
      groups: shown.map(({ group, ...rest }) => ({ ...toView(group), ...rest })),
      rooms: countRooms(lately, selected),
      visitors: new Set(selected.flatMap(({ visitors }) => [...visitors])).size,
      areAddressesKnown: lately.areAddressesKnown ?? own.length > 0,
      unfinished,
      ...(unfinished.length && { roomsLeft: unfinished.reduce((sum, { roomsLeft }) => sum + roomsLeft, 0) }),
    };
  }

  /** Resolves when openings are closed and the bans hold. What the raid left is then removed, part by part. */
  async end({ id, address, operator }: Operator, asked: unknown): Promise<EndedRaid> {
    this.#acts.assertOperator(operator);
    const { address: keys, hours } = parse(operatorInputs.raid, asked);
    if (!keys.length) throw new Refusal("NO_ADDRESS");
    const { groups: known } = await readLately(this.#context, Date.now());
    const own = this.#context.addressKeys(address);
    const chosen = [...known.values()].filter(({ from }) => keys.includes(toRaidKey(from)));
    const groups = chosen.filter(({ from }) => !own.includes(from));
    for (const { visitors } of groups) visitors.delete(id);
    const raid = groups.length
      ? newRaid(groups, new Date(Date.now() + hours * HOUR_MS))
      : await this.#begunBefore(keys);
    if (!raid) throw new Refusal("BAD_INPUT", { address: "BAD_INPUT" });
    const rooms = await this.#acts.run(operator, "raid", `raid/${raid._id}`, () => this.#ending.end(raid));
    return {
      ...{ addresses: raid.groups.length, visitors: visitorsOf(raid).length, rooms },
      isOwnSpared: groups.length < chosen.length,
    };
  }

  async lift({ operator }: Pick<Operator, "operator">, raid: string): Promise<void> {
    this.#acts.assertOperator(operator);
    if (!isId(raid)) throw new Refusal("NOT_FOUND");
    await this.#acts.run(operator, "lift", `raid/${raid}`, () => this.#bans.liftRaid(raid));
  }

  /** Its bans hold, so it shows no more, although the operator was told that something failed. */
  async #begunBefore(keys: readonly string[]): Promise<EndedRaidRecord | undefined> {
    const unfinished = await this.#ending.unfinished();
    return unfinished.find(({ groups }) => groups.some(({ from }) => keys.includes(toRaidKey(from))));
  }

  async #unfinished(): Promise<RaidPage["unfinished"]> {
    const raids = await this.#ending.unfinished();
    return raids.map(({ _id, at, toEnd = [], toClean = [] }) => {
      return { raid: _id, at: at.toISOString(), roomsLeft: toEnd.length + toClean.length };
    });
  }
}

function countRooms({ rooms, since }: Lately, groups: readonly AddressGroup[]): number {
  const from = new Set(groups.map((group) => group.from));
  return rooms.filter((room) => isOfRaid(room, from, since)).length;
}

const toView = (group: AddressGroup): Omit<RaidGroup, "selected" | "isOwn"> => ({
  key: toRaidKey(group.from),
  visitors: group.visitors.size,
  rooms: group.opened.length,
  messagesPerMinute: Math.round(group.messagesPerMinute),
  picturesPerMinute: Math.round(group.picturesPerMinute),
  names: [...group.names].slice(0, MAX_NAMES),
});
