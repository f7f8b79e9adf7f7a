import { mongo, trusted } from "mongoose";
import type { HandOverRecord } from "../../db/models/hand-over.js";
import { SealingKey } from "../../lib/sealing-key.js";
import { createToken, hashToken } from "../../lib/text/secret-token.js";
import type { Member, RoomView } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Context, Visitor } from "../ports.js";
import { toMember } from "../presenters.js";
import { isId } from "../validation.js";

const PURPOSE = "gif-chat hand-over";
const VALID_MS = 120_000;
const KEEP_USED_MS = 24 * 3600_000;
const MAX_TRIES = 5;
const MAX_ROOMS = 20;
const DUPLICATE_KEY = 11000;

export interface NewHandOver {
  token: string;
  expiresAt: Date;
}

export type HandOverState = { is: "open"; expiresAt: Date } | { is: "used" } | { is: "over" };

export interface HandedVisitor {
  visitor: Member;
  /** Bans by address hold for newer sessions only, so the age goes along. */
  since: number;
}

export type VisitorsRoom = Pick<RoomView, "_id" | "title">;

/** Links that make another device the same visitor, each once. */
export class HandOvers {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  async create(visitor: Visitor): Promise<NewHandOver> {
    await this.#context.limiter.assertAllowed("handOver", visitor.id);
    const token = createToken();
    const handed: HandedVisitor = { visitor: toMember(visitor), since: visitor.since };
    const sealed = keyOf(token).seal(JSON.stringify(handed)).toString("base64url");
    const expiresAt = new Date(Date.now() + VALID_MS);
    await this.#replaceOpen({ _id: hashToken(token), open: visitor.id, sealed, expiresAt });
    return { token, expiresAt };
  }

  /** Uses nothing up, since previews of links look too. */
  async look(token: string): Promise<HandedVisitor> {
    const found = await this.#context.models.handOvers.findOne(usable(token)).lean();
    if (!found?.sealed) throw new Refusal("HANDOVER_NOT_FOUND");
    return JSON.parse(keyOf(token).open(Buffer.from(found.sealed, "base64url")));
  }

  /** One conditional update: of many at the same moment, one gets through. Who it was for is gone with it. */
  async use(token: string): Promise<void> {
    const { matchedCount } = await this.#context.models.handOvers.updateOne(usable(token), {
      $set: { used: true, expiresAt: new Date(Date.now() + KEEP_USED_MS) },
      $unset: { open: 1, sealed: 1 },
    });
    if (!matchedCount) throw new Refusal("HANDOVER_NOT_FOUND");
  }

  async state(token: string): Promise<HandOverState> {
    const found = await this.#context.models.handOvers.findById(hashToken(token)).lean();
    if (found?.used) return { is: "used" };
    const isOpen = found && found.expiresAt.getTime() > Date.now();
    return isOpen ? { is: "open", expiresAt: found.expiresAt } : { is: "over" };
  }

  async forget(token: string): Promise<void> {
    await this.#context.models.handOvers.deleteOne({ _id: hashToken(token) });
  }

  async roomsOf({ id }: Pick<Member, "id">): Promise<VisitorsRoom[]> {
    const mine = { $or: [{ "members.id": id }, { "owner.id": id }] };
    const query = this.#context.models.rooms.find(mine, { title: 1 });
    return query.sort({ born: -1 }).limit(MAX_ROOMS).lean<VisitorsRoom[]>();
  }

  async #replaceOpen(record: HandOverRecord): Promise<void> {
    const { handOvers } = this.#context.models;
    for (let i = 0; i < MAX_TRIES; i++) {
      await handOvers.deleteOne({ open: record.open });
      try {
        await handOvers.create(record);
        return;
      } catch (error) {
        if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
      }
    }
    throw new Refusal("BUSY");
  }
}

function usable(token: string) {
  if (!isId(token)) throw new Refusal("HANDOVER_NOT_FOUND");
  return {
    _id: hashToken(token),
    used: trusted({ $ne: true }),
    expiresAt: trusted({ $gt: new Date() }),
  };
}

const keyOf = (token: string): SealingKey => new SealingKey(token, PURPOSE);
