import * as z from "zod";
import type { SiteStateRecord } from "../../db/models/site/site-state.js";
import { isVisible, toLine } from "../../lib/text/visible-line.js";
import type { Announcement } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { parse } from "../validation.js";
import type { Switch } from "./site-rules.js";

const HOUR_MS = 3_600_000;
const MAX_TEXT = 500;
const fields = {
  openings: "openingsClosedUntil",
  lobby: "lobbyHiddenUntil",
  proof: "proofUntil",
} as const satisfies Record<string, Switch>;

export type SwitchName = keyof typeof fields;
export type SwitchesView = Partial<Record<Switch, string>> & { announcement?: Announcement };

const text = z
  .string()
  .max(5000)
  .refine((typed) => typed === "" || toLines(typed) !== "")
  .transform(toLines)
  .refine((line) => line === "" || ([...line].length <= MAX_TEXT && isVisible(line)))
  .meta({ maxLength: MAX_TEXT });
const hours = z.union([z.literal([1, 24]), z.enum(["1", "24"]).transform(Number)]).meta({ enum: [1, 24] });
export const announcementInput = z.object({ text, hours: hours.optional().default(1) });

interface SwitchContext extends Pick<Context, "siteRules"> {
  readonly proofs: Pick<Context["proofs"], "isOffered">;
}

/** The switches of the whole site, each for an hour, and the announcement. */
export class SiteSwitches {
  readonly #context: SwitchContext;

  constructor(context: SwitchContext) {
    this.#context = context;
  }

  get isLobbyHidden(): boolean {
    return this.#context.siteRules.isLobbyHidden;
  }

  get announcement(): Announcement | undefined {
    const { announcement } = this.#context.siteRules;
    return announcement && toAnnouncement(announcement);
  }

  view(): SwitchesView {
    const { siteRules } = this.#context;
    const view: SwitchesView = {};
    for (const name of Object.values(fields)) {
      const until = siteRules.until(name);
      if (until) view[name] = until.toISOString();
    }
    const { announcement } = this;
    return announcement ? { ...view, announcement } : view;
  }

  async set(name: SwitchName, on: boolean): Promise<void> {
    if (name === "proof" && on && !this.#context.proofs.isOffered) throw new Refusal("NOT_ALLOWED");
    await this.#context.siteRules.set({ [fields[name]]: on ? new Date(Date.now() + HOUR_MS) : null });
  }

  /** An empty text takes back what was announced. */
  async announce(input: unknown): Promise<void> {
    const { text, hours } = parse(announcementInput, input);
    const at = new Date();
    const until = new Date(at.getTime() + hours * HOUR_MS);
    await this.#context.siteRules.set({ announcement: text === "" ? null : { text, at, until } });
  }
}

function toLines(text: string): string {
  const lines = text.split(/\r\n|[\r\n]/).map(toLine);
  return lines
    .join("\n")
    .trim()
    .replace(/\n{3,}/g, "\n\n");
}

export const toAnnouncement = ({
  text,
  at,
  until,
}: NonNullable<SiteStateRecord["announcement"]>): Announcement => ({
  text,
  at: at.toISOString(),
  until: until.toISOString(),
});
