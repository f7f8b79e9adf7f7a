import { isDeepStrictEqual } from "node:util";
import { trusted } from "mongoose";
import type { Models } from "../../db/index.js";
import type { SiteBanRecord } from "../../db/models/site/site-ban.js";
import { SITE, type SiteStateRecord } from "../../db/models/site/site-state.js";
import type { DomainEvents, InstanceBus } from "../ports.js";
import type { RuleChange, SiteRules, Suspect, Switch } from "./site-rules.js";

/** Another instance's change is read at its hint, and every few seconds in case the hint was lost. */
export class SiteRulesStore implements SiteRules {
  readonly #models: Pick<Models, "siteStates" | "siteBans">;
  readonly #bus: InstanceBus;
  readonly #events: DomainEvents;
  #loads = 0;
  #loaded = 0;
  #state: SiteStateRecord = { _id: SITE };
  #bans: SiteBanRecord[] = [];

  constructor(models: Pick<Models, "siteStates" | "siteBans">, bus: InstanceBus, events: DomainEvents) {
    this.#models = models;
    this.#bus = bus;
    this.#events = events;
  }

  get areOpeningsClosed(): boolean {
    return isAhead(this.#state.openingsClosedUntil);
  }

  get isLobbyHidden(): boolean {
    return isAhead(this.#state.lobbyHiddenUntil);
  }

  get isProofAsked(): boolean {
    return isAhead(this.#state.proofUntil);
  }

  get announcement(): SiteStateRecord["announcement"] {
    const { announcement } = this.#state;
    return isAhead(announcement?.until) ? announcement : undefined;
  }

  get bans(): readonly SiteBanRecord[] {
    return this.#bans;
  }

  until(name: Switch): Date | undefined {
    const until = this.#state[name];
    return isAhead(until) ? until : undefined;
  }

  bannedUntil(visitor: Suspect, room?: string): Date | undefined {
    const found = this.#bans.filter(
      (ban) => (ban.room === undefined || ban.room === room) && isAhead(ban.until) && concerns(ban, visitor),
    );
    return found.map(({ until }) => until).sort((a, b) => b.getTime() - a.getTime())[0];
  }

  async set(change: RuleChange): Promise<void> {
    const $set = Object.fromEntries(Object.entries(change).filter(([, value]) => value));
    const $unset = Object.fromEntries(
      Object.entries(change).flatMap(([name, value]) => (value ? [] : [[name, 1]])),
    );
    // MongoDB 4 refuses empty ones.
    const update = {
      ...(Object.keys($set).length && { $set }),
      ...(Object.keys($unset).length && { $unset }),
    };
    await this.#models.siteStates.updateOne({ _id: SITE }, update, { upsert: true });
    await this.changed();
  }

  async changed(): Promise<void> {
    await this.load();
    this.#bus.publish({ about: "site" });
  }

  async load(): Promise<void> {
    const load = ++this.#loads;
    const until = trusted({ $gt: new Date() });
    const [state, bans] = await Promise.all([
      this.#models.siteStates.findById(SITE).lean(),
      this.#models.siteBans.find({ until }).lean(),
    ]);
    // A slow query must not undo what a later one has read.
    if (load < this.#loaded) return;
    this.#loaded = load;
    const before = [this.#state, this.#bans];
    this.#state = state ?? { _id: SITE };
    this.#bans = bans;
    if (!isDeepStrictEqual(before, [this.#state, this.#bans])) this.#events.emit("siteRulesChanged");
  }
}

const isAhead = (until: Date | undefined): boolean => until !== undefined && Date.now() < until.getTime();

/** Sessions that are older than the ban and merely share its address are not meant. */
const concerns = ({ visitor, visitors, from, at }: SiteBanRecord, { id, since, keys }: Suspect): boolean =>
  visitor === id ||
  visitors?.includes(id) === true ||
  (at.getTime() < since && from.some((key) => keys.includes(key)));
