import { parse } from "../validation.js";
import type { ActRunner, Pass } from "./act-runner.js";
import { operatorInputs } from "./operator-inputs.js";
import type { SiteRules, Switch } from "./site-rules.js";

const HOUR_MS = 3_600_000;
const switches = {
  openings: "openingsClosedUntil",
  lobby: "lobbyHiddenUntil",
  proof: "proofUntil",
} as const satisfies Record<string, Switch>;

export interface Announcements {
  announce(text: string, until: Date): Promise<void>;
  takeBack(): Promise<void>;
}

interface Bans {
  lift(id: string): Promise<void>;
}

interface Blocked {
  unblock(hashes: readonly string[]): Promise<void>;
}

/** What holds for the whole site. */
export class SiteActs {
  readonly #runner: ActRunner;
  readonly #rules: Pick<SiteRules, "set">;
  readonly #announcements: Announcements;
  readonly #bans: Bans;
  readonly #blocked: Blocked;

  constructor(
    runner: ActRunner,
    rules: Pick<SiteRules, "set">,
    announcements: Announcements,
    bans: Bans,
    blocked: Blocked,
  ) {
    this.#runner = runner;
    this.#rules = rules;
    this.#announcements = announcements;
    this.#bans = bans;
    this.#blocked = blocked;
  }

  /** For an hour, or off. */
  async switch(pass: Pass, input: unknown): Promise<{ until: string | null }> {
    this.#runner.assertOperator(pass);
    // The code for a wrong `name` is about nicknames.
    const { name: what, ...asked } = (input ?? {}) as { name?: unknown };
    const { what: name, on } = parse(operatorInputs.switch, { ...asked, what });
    const until = on ? new Date(Date.now() + HOUR_MS) : null;
    const set = () => this.#rules.set({ [switches[name]]: until });
    await this.#runner.run(pass, name, on ? "on" : "off", set);
    return { until: until?.toISOString() ?? null };
  }

  /** An empty text takes back what was said. */
  async announce(pass: Pass, input: unknown): Promise<{ until: string | null }> {
    this.#runner.assertOperator(pass);
    const { text, hours } = parse(operatorInputs.announce, input);
    const until = new Date(Date.now() + hours * HOUR_MS);
    if (text === "") {
      await this.#runner.run(pass, "announce", "off", () => this.#announcements.takeBack());
      return { until: null };
    }
    await this.#runner.run(pass, "announce", `on/${hours}`, () => this.#announcements.announce(text, until));
    return { until: until.toISOString() };
  }

  async lift(pass: Pass, id: string): Promise<void> {
    this.#runner.assertOperator(pass);
    const { ban } = parse(operatorInputs.lift, { ban: id });
    await this.#runner.run(pass, "lift", `ban/${ban}`, () => this.#bans.lift(ban));
  }

  async unblock(pass: Pass, hash: string): Promise<void> {
    this.#runner.assertOperator(pass);
    const { picture } = parse(operatorInputs.unblock, { picture: hash });
    await this.#runner.run(pass, "unblock", `picture/${picture}`, () => this.#blocked.unblock([picture]));
  }
}
