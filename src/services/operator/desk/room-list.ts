import { trusted } from "mongoose";
import type { Models } from "../../../db/index.js";
import type { RoomRecord } from "../../../db/models/room.js";
import type { OperatorRoom, RoomsPage } from "../../../shared/operator-props.js";
import { Refusal } from "../../errors.js";
import { parse } from "../../validation.js";
import { operatorInputs } from "../acts/operator-inputs.js";
import { type Rates, readRates } from "./room-rates.js";

const PAGE = 50;
/** Beyond the rooms that changed last, the order by rate has none: they are quiet. */
const MAX_COMPARED = 500;
const SAMPLE = 60;
const MOST_READ = 300;

const shown: Record<string, number> = {
  ...{ title: 1, password: 1, listed: 1, max: 1, "members.id": 1, createdAt: 1 },
  ...{ expiresAt: 1, lastChatAt: 1, proof: 1 },
};

interface Slice {
  rooms: RoomRecord[];
  before?: string;
}

/** However many rooms there are, the work for a page is bounded. */
export class OperatorRooms {
  readonly #models: Pick<Models, "rooms" | "chats">;
  readonly #reports: { isReported(rooms: string[]): Promise<Set<string>> };

  constructor(
    models: Pick<Models, "rooms" | "chats">,
    reports: { isReported(rooms: string[]): Promise<Set<string>> },
  ) {
    this.#models = models;
    this.#reports = reports;
  }

  async list(input: unknown): Promise<RoomsPage> {
    const { sort, before } = parse(operatorInputs.rooms, input);
    const slice = sort === "new" ? await this.#newest(before) : await this.#liveliest(before);
    const ids = slice.rooms.map(({ _id }) => _id);
    const [reported, rates] = await Promise.all([
      this.#reports.isReported(ids),
      readRates(this.#models.chats, slice.rooms, { most: MOST_READ }),
    ]);
    const views = slice.rooms.map((room) => toOperatorRoom(room, rates.get(room._id)!, reported));
    return { rooms: views, sort, ...(slice.before !== undefined && { before: slice.before }) };
  }

  async #newest(before: string | undefined): Promise<Slice> {
    const found = await this.#models.rooms
      .find(before === undefined ? {} : olderThan(before))
      .select(shown)
      .sort({ createdAt: -1, _id: -1 })
      .limit(PAGE + 1)
      .lean();
    const rooms = found.slice(0, PAGE);
    return { rooms, ...(found.length > PAGE && { before: toPlace(rooms.at(-1)!) }) };
  }

  /** `before`: how many were shown. A place by rate would be another one a moment later. */
  async #liveliest(before = "0"): Promise<Slice> {
    if (!/^\d{1,3}$/.test(before)) throw new Refusal("BAD_INPUT");
    const from = Number(before);
    const compared = await this.#models.rooms
      .find()
      .select(shown)
      .sort({ touchedAt: -1 })
      .limit(MAX_COMPARED)
      .lean();
    const rates = await readRates(this.#models.chats, compared, { most: SAMPLE });
    const rateOf = ({ _id }: RoomRecord) => rates.get(_id)!.messagesPerMinute;
    const sorted = compared.sort((a, b) => rateOf(b) - rateOf(a));
    const next = from + PAGE;
    return { rooms: sorted.slice(from, next), ...(sorted.length > next && { before: String(next) }) };
  }
}

const toPlace = ({ _id, createdAt }: RoomRecord): string => `${createdAt.getTime()}-${_id}`;

function olderThan(place: string): object {
  const [, time, room] = /^(\d{1,15})-([\w-]+)$/.exec(place) ?? [];
  if (time === undefined) throw new Refusal("BAD_INPUT");
  const createdAt = new Date(Number(time));
  const before = trusted({ $lt: room });
  return {
    createdAt: trusted({ $lte: createdAt }),
    $or: [{ createdAt: trusted({ $lt: createdAt }) }, { createdAt, _id: before }],
  };
}

function toOperatorRoom(room: RoomRecord, rates: Rates, reported: ReadonlySet<string>): OperatorRoom {
  const secret = room.password !== undefined;
  const isReported = reported.has(room._id);
  return {
    id: room._id,
    ...((!secret || isReported) && { title: room.title }),
    secret,
    listed: room.listed !== false,
    people: room.members.length,
    max: room.max,
    ageSeconds: Math.max(0, Math.round((Date.now() - room.createdAt.getTime()) / 1000)),
    ...rates,
    reported: isReported,
    proof: room.proof === true,
    ...(room.expiresAt && { expiresAt: room.expiresAt.toISOString() }),
  };
}
