import { isDeepStrictEqual } from "node:util";
import { trusted, type UpdateQuery } from "mongoose";
import type { Models } from "../../db/index.js";
import type { SiteBanRecord } from "../../db/models/site/site-ban.js";
import { SITE, type SiteStateRecord } from "../../db/models/site/site-state.js";
import type { DomainEvents, InstanceBus } from "../ports.js";
import { KnownBans } from "./known-bans.js";
import type { RuleChange, SiteRules, Suspect, Switch } from "./site-rules.js";

/** Another instance's change is read at its hint, and every few seconds in case the hint was lost. */
export class SiteRulesStore implements SiteRules {
  readonly #models: Pick<Models, "siteStates" | "siteBans">;
  readonly #bus: InstanceBus;
  readonly #events: DomainEvents;
  #loads = 0;
  #loaded = 0;
  #state: SiteStateRecord = { _id: SITE };
  #bans = new KnownBans([]);

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
    return this.#bans.all;
  }

  until(name: Switch): Date | undefined {
    const until = this.#state[name];
    return isAhead(until) ? until : undefined;
  }

  bannedUntil(visitor: Suspect, room?: string): Date | undefined {
    return this.#bans.until(visitor, room);
  }

  async set(change: RuleChange): Promise<void> {
    const $set = Object.fromEntries(Object.entries(change).filter(([, value]) => value));
    const $unset = Object.fromEntries(
      Object.entries(change).flatMap(([name, value]) => (value ? [] : [[name, 1]])),
    );
    // MongoDB 4 refuses empty ones.
    await this.#apply({
      ...(Object.keys($set).length && { $set }),
      ...(Object.keys($unset).length && { $unset }),
    });
  }

  changed(): Promise<void> {
    return this.#apply({});
  }

  async load(): Promise<void> {
    const load = ++this.#loads;
    const state = (await this.#models.siteStates.findById(SITE).lean()) ?? { _id: SITE };
    // Bans may be many: each change counts up the state's revision.
    const isSame = this.#loaded > 0 && isDeepStrictEqual(state, this.#state) && !this.#bans.isSomeOver;
    const until = trusted({ $gt: new Date() });
    const bans = isSame ? undefined : await this.#models.siteBans.find({ until }).lean();
    // A slow query must not undo what a later one has read.
    if (load < this.#loaded) return;
    this.#loaded = load;
    if (!bans) return;
    this.#state = state;
    this.#bans = new KnownBans(bans);
    this.#events.emit("siteRulesChanged");
  }

  /** Publishes the hint even if the load fails here, which is repeated every few seconds. */
  async #apply(update: UpdateQuery<SiteStateRecord>): Promise<void> {
    const counted = { ...update, $inc: { rev: 1 } };
    await this.#models.siteStates.updateOne({ _id: SITE }, counted, { upsert: true });
    try {
      await this.load();
    } finally {
      this.#bus.publish({ about: "site" });
    }
  }
}

const isAhead = (until: Date | undefined): boolean => until !== undefined && Date.now() < until.getTime();
