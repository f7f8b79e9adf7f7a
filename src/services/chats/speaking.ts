import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { isModerator, type Roles } from "../../db/models/room-roles.js";
import type { Chat } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { Quotes } from "./quotes.js";

const MAX_TURNS = 200;

type Rules = Roles & Pick<RoomRecord, "slow" | "readOnly">;

export class Speaking {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #quotes: Quotes;
  readonly #known: (room: string) => Rules | undefined;

  /** `known`: the rules of rooms with members here, so that a message in most rooms costs no query. */
  constructor(
    context: Context,
    rooms: RoomCache,
    quotes: Quotes,
    known: (room: string) => Rules | undefined,
  ) {
    this.#context = context;
    this.#rooms = rooms;
    this.#quotes = quotes;
    this.#known = known;
  }

  isFree(room: string): boolean {
    const rules = this.#known(room);
    return rules !== undefined && !rules.slow && !rules.readOnly;
  }

  /** Takes the visitor's turn. Resolves to the chat if it was stored before: a retry is answered, whatever the rules. */
  async takeTurn(visitor: string, room: string, clientId?: string): Promise<Chat | undefined> {
    const rules = await this.#rulesFor(visitor, room);
    if (!rules) return undefined;
    const stored = await this.find(visitor, room, clientId);
    if (stored) return stored;
    if (rules.readOnly) throw new Refusal("READ_ONLY");
    if (rules.slow) await this.#takeSlowTurn(visitor, room, rules.slow, clientId);
    return undefined;
  }

  /** The same without taking the turn, before work that may fail. */
  async checkTurn(visitor: string, room: string, clientId?: string): Promise<Chat | undefined> {
    const rules = await this.#rulesFor(visitor, room);
    if (!rules) return undefined;
    const stored = await this.find(visitor, room, clientId);
    if (stored) return stored;
    if (rules.readOnly) throw new Refusal("READ_ONLY");
    if (rules.slow) await this.#assertNotTooSoon(visitor, room, rules.slow, clientId);
    return undefined;
  }

  async assertMayEdit(visitor: string, room: string): Promise<void> {
    if ((await this.#rulesFor(visitor, room))?.readOnly) throw new Refusal("READ_ONLY");
  }

  async #rulesFor(visitor: string, room: string): Promise<Rules | undefined> {
    const rules: Rules = this.#known(room) ?? (await this.#rooms.get(room));
    return (rules.slow || rules.readOnly) && !isModerator(rules, visitor) ? rules : undefined;
  }

  async find(author: string, room: string, clientId: string | undefined): Promise<Chat | undefined> {
    if (clientId === undefined) return undefined;
    const found = await this.#context.models.chats.findOne({ room, author, clientId }).lean();
    return found ? this.#quotes.toChat(found) : undefined;
  }

  /** One conditional update, so that of two messages at the same moment one waits, at whichever instance. */
  async #takeSlowTurn(visitor: string, room: string, slow: number, clientId?: string): Promise<void> {
    const now = new Date();
    const field = `spoke.${visitor}`;
    const isOver = [
      { [field]: trusted({ $exists: false }) },
      { [`${field}.at`]: trusted({ $lte: new Date(now.getTime() - slow * 1000) }) },
      ...(clientId === undefined ? [] : [{ [`${field}.clientId`]: clientId }]),
    ];
    const turn = { at: now, ...(clientId !== undefined && { clientId }) };
    const taken = await this.#context.models.rooms
      .findOneAndUpdate({ _id: room, $or: isOver }, { $set: { [field]: turn } }, { projection: { spoke: 1 } })
      .lean();
    if (!taken) return this.#assertNotTooSoon(visitor, room, slow, clientId, { isLate: true });
    if (Object.keys(taken.spoke ?? {}).length > MAX_TURNS)
      this.#dropTurns(taken, now.getTime() - slow * 1000);
  }

  async #assertNotTooSoon(
    visitor: string,
    room: string,
    slow: number,
    clientId: string | undefined,
    { isLate = false } = {},
  ): Promise<void> {
    const found = await this.#context.models.rooms.findById(room, { spoke: 1 }).lean();
    if (!found) throw new Refusal("ROOM_NOT_FOUND");
    const turn = found.spoke?.[visitor];
    const waitMs = turn ? turn.at.getTime() + slow * 1000 - Date.now() : 0;
    const isSame = clientId !== undefined && turn?.clientId === clientId;
    if (!isLate && (waitMs <= 0 || isSame)) return;
    throw new Refusal("SLOW_MODE", {}, { retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) });
  }

  #dropTurns({ _id, spoke }: Pick<RoomRecord, "_id" | "spoke">, before: number): void {
    const over = Object.entries(spoke ?? {}).filter(([, { at }]) => at.getTime() <= before);
    const $unset = Object.fromEntries(over.map(([visitor]) => [`spoke.${visitor}`, 1]));
    if (over.length)
      void this.#context.background.run(() => this.#context.models.rooms.updateOne({ _id }, { $unset }));
  }
}
