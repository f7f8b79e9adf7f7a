import { z } from "zod";
import type { RaidGroup, RaidPage } from "../../../shared/raid-props.js";
import { Refusal } from "../../errors.js";
import type { Context, Visitor } from "../../ports.js";
import { parse } from "../../validation.js";
import type { AddressGroup } from "./address-group.js";
import { isClearlyRaid, readLately, toRaidKey } from "./find-raiders.js";
import { RaidEnding, type RaidParts } from "./raid-ending.js";

const HOUR_MS = 3600_000;
const MAX_GROUPS = 500;
const MAX_NAMES = 3;
const LEAST_SHOWN = 2;

const key = z.string().regex(/^[\w-]{22}$/);
const input = z.object({
  address: z.union([key.transform((one) => [one]), z.array(key).min(1).max(MAX_GROUPS)]),
  hours: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,3}$/)
        .transform(Number),
    ])
    .pipe(z.literal([1, 24, 168, 720]))
    .optional()
    .default(24),
});

/** Asks for the pass, and writes down what is done. */
export interface Acts {
  assertOperator(pass: Visitor["operator"]): void;
  run<T>(pass: Visitor["operator"], act: "raid", target: string, work: () => Promise<T>): Promise<T>;
}

type Operator = Pick<Visitor, "id" | "address" | "operator">;

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

  constructor(context: Context, parts: RaidParts, acts: Acts) {
    this.#context = context;
    this.#ending = new RaidEnding(context, parts);
    this.#acts = acts;
  }

  async view({ address, operator }: Operator): Promise<RaidPage> {
    this.#acts.assertOperator(operator);
    const now = Date.now();
    const lately = await readLately(this.#context, now);
    const own = this.#context.addressKeys(address);
    const shown = [...lately.groups.values()]
      .filter((group) => group.visitors.size >= LEAST_SHOWN || group.opened.length >= LEAST_SHOWN)
      .sort((a, b) => b.noise - a.noise)
      .slice(0, MAX_GROUPS)
      .map((group) => ({
        group,
        selected: isClearlyRaid(group, lately, own, now),
        isOwn: own.includes(group.from),
      }));
    const selected = shown.filter((one) => one.selected).map(({ group }) => group);
    return {
      groups: shown.map(({ group, ...rest }) => ({ ...toView(group), ...rest })),
      rooms: selected.reduce((sum, { opened }) => sum + opened.length, 0),
      visitors: new Set(selected.flatMap(({ visitors }) => [...visitors])).size,
      ...(this.#ending.roomsLeft !== undefined && { roomsLeft: this.#ending.roomsLeft }),
    };
  }

  /** Resolves when openings are closed and the bans hold. What the raid left is then removed, part by part. */
  async end({ id, address, operator }: Operator, asked: unknown): Promise<EndedRaid> {
    this.#acts.assertOperator(operator);
    const { address: keys, hours } = parse(input, asked);
    const { groups: known } = await readLately(this.#context, Date.now());
    const own = this.#context.addressKeys(address);
    const chosen = [...known.values()].filter(({ from }) => keys.includes(toRaidKey(from)));
    const groups = chosen.filter(({ from }) => !own.includes(from));
    if (!groups.length) throw new Refusal("BAD_INPUT", { address: "BAD_INPUT" });
    for (const { visitors } of groups) visitors.delete(id);
    const until = new Date(Date.now() + hours * HOUR_MS);
    const rooms = await this.#acts.run(operator, "raid", `addresses/${groups.length}`, () =>
      this.#ending.end(groups, until),
    );
    const visitors = new Set(groups.flatMap((group) => [...group.visitors])).size;
    return { addresses: groups.length, visitors, rooms, isOwnSpared: groups.length < chosen.length };
  }
}

const toView = (group: AddressGroup): Omit<RaidGroup, "selected" | "isOwn"> => ({
  key: toRaidKey(group.from),
  visitors: group.visitors.size,
  rooms: group.opened.length,
  messagesPerMinute: Math.round(group.messagesPerMinute),
  picturesPerMinute: Math.round(group.picturesPerMinute),
  names: [...group.names].slice(0, MAX_NAMES),
});
