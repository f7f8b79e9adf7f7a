import { parse } from "../../validation.js";
import { announcementInput, type SwitchName } from "../site-switches.js";
import type { ActRunner, Pass } from "./act-runner.js";
import { operatorInputs } from "./operator-inputs.js";

interface Switches {
  set(name: SwitchName, on: boolean): Promise<void>;
  announce(input: unknown): Promise<void>;
}

interface Bans {
  lift(id: string): Promise<void>;
}

interface Blocked {
  unblock(hashes: readonly string[]): Promise<void>;
}

export class SiteActs {
  readonly #runner: ActRunner;
  readonly #switches: Switches;
  readonly #bans: Bans;
  readonly #blocked: Blocked;

  constructor(runner: ActRunner, switches: Switches, bans: Bans, blocked: Blocked) {
    this.#runner = runner;
    this.#switches = switches;
    this.#bans = bans;
    this.#blocked = blocked;
  }

  /** For an hour, or off. */
  async switch(pass: Pass, input: unknown): Promise<void> {
    this.#runner.assertOperator(pass);
    // The code for a wrong `name` is about nicknames.
    const { name: what, ...asked } = (input ?? {}) as { name?: unknown };
    const { what: name, on } = parse(operatorInputs.switch, { ...asked, what });
    await this.#runner.run(pass, name, on ? "on" : "off", () => this.#switches.set(name, on));
  }

  /** An empty text takes back what was said. */
  async announce(pass: Pass, input: unknown): Promise<void> {
    this.#runner.assertOperator(pass);
    const announcement = parse(announcementInput, input);
    const target = announcement.text === "" ? "off" : `on/${announcement.hours}`;
    await this.#runner.run(pass, "announce", target, () => this.#switches.announce(announcement));
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
