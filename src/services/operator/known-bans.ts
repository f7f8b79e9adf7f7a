import type { SiteBanRecord } from "../../db/models/site/site-ban.js";
import type { Suspect } from "./site-rules.js";

/** Found by visitor and by address, since each request asks and one raid may be of many thousands. */
export class KnownBans {
  readonly all: readonly SiteBanRecord[];
  readonly #ofVisitor = new Map<string, SiteBanRecord[]>();
  readonly #ofAddress = new Map<string, SiteBanRecord[]>();

  constructor(bans: readonly SiteBanRecord[]) {
    this.all = bans;
    for (const ban of bans) {
      if (ban.visitor !== undefined) add(this.#ofVisitor, ban.visitor, ban);
      for (const id of ban.visitors ?? []) add(this.#ofVisitor, id, ban);
      for (const key of ban.from) add(this.#ofAddress, key, ban);
    }
  }

  get isSomeOver(): boolean {
    return this.all.some(({ until }) => until.getTime() <= Date.now());
  }

  until({ id, since, keys: [key] }: Suspect, room: string | undefined): Date | undefined {
    // Older sessions that merely share the address are not meant, nor is a neighbour of the same IPv6 /48.
    const ofAddress = key === undefined ? [] : (this.#ofAddress.get(key) ?? []);
    const found = [
      ...(this.#ofVisitor.get(id) ?? []),
      ...ofAddress.filter(({ at }) => at.getTime() < since),
    ].filter((ban) => holdsIn(ban, room) && Date.now() < ban.until.getTime());
    return found.map(({ until }) => until).sort((a, b) => b.getTime() - a.getTime())[0];
  }
}

const holdsIn = ({ room: banned, nextRooms }: SiteBanRecord, room: string | undefined): boolean =>
  banned === undefined || banned === room || (room !== undefined && nextRooms?.includes(room) === true);

function add(bans: Map<string, SiteBanRecord[]>, key: string, ban: SiteBanRecord): void {
  const known = bans.get(key);
  if (known) known.push(ban);
  else bans.set(key, [ban]);
}
