import type { SiteBanRecord } from "../../db/models/site/site-ban.js";
import type { SiteStateRecord } from "../../db/models/site/site-state.js";

export type Switch = "openingsClosedUntil" | "lobbyHiddenUntil" | "proofUntil";

type Announced = NonNullable<SiteStateRecord["announcement"]>;
export type RuleChange = Partial<Record<Switch, Date | null>> & { announcement?: Announced | null };

export interface Suspect {
  readonly id: string;
  readonly since: number;
  /** `AddressKeys` of the visitor's address. */
  readonly keys: readonly string[];
}

/** The operator's rules for the whole site. In memory, since each request asks. */
export interface SiteRules {
  readonly areOpeningsClosed: boolean;
  readonly isLobbyHidden: boolean;
  readonly isProofAsked: boolean;
  readonly announcement: SiteStateRecord["announcement"];
  /** Some may be over. */
  readonly bans: readonly SiteBanRecord[];
  until(name: Switch): Date | undefined;
  /** Until when, if the visitor is banned from the room, or, without one, from everywhere. */
  bannedUntil(visitor: Suspect, room?: string): Date | undefined;
  set(change: RuleChange): Promise<void>;
  /** After a change of what is stored: here at once, elsewhere by a hint. */
  changed(): Promise<void>;
  load(): Promise<void>;
}
