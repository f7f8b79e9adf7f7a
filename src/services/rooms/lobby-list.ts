import { type QueryFilter, trusted } from "mongoose";
import type { z } from "zod";
import type { RoomRecord } from "../../db/models/room.js";
import { isHost } from "../../db/models/room-roles.js";
import type { News, RoomView } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { searchPatterns } from "../../shared/search/title-search.js";
import { assertNotBannedByOperator } from "../operator/site-ban-check.js";
import type { Context, Visitor } from "../ports.js";
import { toOutsiderView } from "../presenters.js";
import { inputs, parse } from "../validation.js";
import type { LobbyFeed } from "./lobby-feed.js";

const NOT_LISTED = {
  guests: 0,
  bans: 0,
  addressBans: 0,
  holds: 0,
  words: 0,
  invited: 0,
  proven: 0,
  spoke: 0,
  knocks: 0,
  declined: 0,
  bannedAs: 0,
  seatedFrom: 0,
  seatsOf: 0,
  heldFrom: 0,
  leftFrom: 0,
  "members.looks": 0,
};

/** Bounds what a page costs while nearly all rooms are full. */
const MAX_READS = 10;

type Choices = Pick<z.output<typeof inputs.lobby>, "q" | "sort" | "open">;

export interface Lobby extends Choices {
  rooms: RoomView[];
  seated: string[];
  /** The `before` of the page that comes first, empty for the first page; `null` on the first. */
  previous: string | null;
  next: string | null;
  totals: Pick<News, "rooms" | "people">;
}

interface Asked {
  filter: QueryFilter<RoomRecord>;
  key: "born" | "heard";
  isShown: (room: Pick<RoomRecord, "members" | "max">) => boolean;
}

interface Walk {
  bound: { $lt: string } | { $gte: string } | undefined;
  direction: 1 | -1;
  select: Record<string, number>;
}

export class LobbyList {
  readonly #context: Context;
  readonly #lobby: LobbyFeed;

  constructor(context: Context, lobby: LobbyFeed) {
    this.#context = context;
    this.#lobby = lobby;
  }

  async list(visitor: Visitor, input: unknown): Promise<Lobby> {
    const { before, ...choices } = parse(inputs.lobby, input);
    assertNotBannedByOperator(this.#context, visitor);
    const { access, siteRules } = this.#context;
    if (!access.lobby || siteRules.isLobbyHidden) return nothing;
    const asked = toAsked(visitor, choices);
    const bound = before === undefined ? undefined : { $lt: before };
    const { rooms, place } = await this.#walk(asked, { bound, direction: -1, select: NOT_LISTED });
    const page = rooms.slice(0, limits.lobbyPage);
    const mine = page.filter(({ members }) => members.some(({ id }) => id === visitor.id));
    return {
      rooms: await this.#views(page, visitor.id),
      seated: mine.map(({ _id }) => _id),
      ...choices,
      previous: before === undefined ? null : await this.#pageAbove(asked, before),
      next: rooms.length > page.length ? page.at(-1)![asked.key]! : (place ?? null),
      totals: await this.#lobby.totals(),
    };
  }

  async #pageAbove(asked: Asked, before: string): Promise<string> {
    const select = { [asked.key]: 1, max: 1, "members.id": 1 } as const;
    const { rooms, place } = await this.#walk(asked, { bound: { $gte: before }, direction: 1, select });
    return rooms[limits.lobbyPage]?.[asked.key] ?? place ?? "";
  }

  /** A page of rooms and the one after it; `place` is where it stopped if there may be more beyond. */
  async #walk(
    { filter, key, isShown }: Asked,
    { bound, direction, select }: Walk,
  ): Promise<{ rooms: RoomRecord[]; place?: string | undefined }> {
    const most = limits.lobbyPage + 1;
    const rooms: RoomRecord[] = [];
    let range: object | undefined = bound;
    let place: string | undefined;
    for (let i = 0; i < MAX_READS && rooms.length < most; i++) {
      const found = await this.#context.models.rooms
        .find({ ...filter, ...(range && { [key]: trusted(range) }) })
        .select(select)
        .sort({ [key]: direction })
        .limit(most)
        .lean();
      rooms.push(...found.filter(isShown));
      if (found.length < most) return { rooms };
      place = found.at(-1)![key];
      range = direction < 0 ? { $lt: place } : { $gt: place };
    }
    return rooms.length < most ? { rooms, place } : { rooms };
  }

  /** Visitors who are not let in see less of a secret room. */
  async #views(page: RoomRecord[], visitor: string): Promise<RoomView[]> {
    const secret = page.filter(({ password }) => password !== undefined).map(({ _id }) => _id);
    const isLetIn = { $or: [{ guests: visitor }, { invited: visitor }] };
    const known = secret.length
      ? await this.#context.models.rooms.distinct("_id", { _id: trusted({ $in: secret }), ...isLetIn })
      : [];
    return page.map((record) => {
      const view = this.#lobby.toView(record);
      const isInside = isHost(record, visitor) || known.includes(record._id);
      return isInside ? view : toOutsiderView(view);
    });
  }
}

const nothing: Lobby = {
  ...{ rooms: [], seated: [], q: "", sort: "new", open: false },
  ...{ previous: null, next: null, totals: { rooms: 0, people: 0 } },
};

function toAsked({ id: visitor }: Visitor, { q, sort, open }: Choices): Asked {
  const words = searchPatterns(q);
  return {
    filter: {
      listed: trusted({ $ne: false }),
      ...(words.length && { $and: words.map((pattern) => ({ words: pattern })) }),
    },
    key: sort === "lively" ? "heard" : "born",
    isShown: ({ members, max }) => !open || members.length < max || members.some(({ id }) => id === visitor),
  };
}
