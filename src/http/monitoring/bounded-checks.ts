import { setTimeout as delay } from "node:timers/promises";
import type { Check } from "./check.js";

const TIMEOUT_MS = 1500;
const KEPT_MS = 1000;

export type Checks = Record<string, () => Check | Promise<Check>>;

/** Looks once a second at most, and never waits long. What hangs is not begun again: it would use up all threads. */
export class BoundedChecks {
  readonly #checks: Checks;
  readonly #running = new Map<string, Promise<Check>>();
  #found: Promise<Record<string, Check>> | undefined;

  constructor(checks: Checks) {
    this.#checks = checks;
  }

  read(): Promise<Record<string, Check>> {
    this.#found ??= this.#lookAtAll();
    return this.#found;
  }

  async #lookAtAll(): Promise<Record<string, Check>> {
    const looks = Object.keys(this.#checks).map(async (name) => [name, await this.#look(name)] as const);
    const found = Object.fromEntries(await Promise.all(looks));
    setTimeout(() => {
      this.#found = undefined;
    }, KEPT_MS).unref();
    return found;
  }

  #look(name: string): Promise<Check> {
    const running = this.#running.get(name) ?? this.#begin(name);
    const late = delay(TIMEOUT_MS, hangs, { ref: false });
    return Promise.race([running, late]);
  }

  #begin(name: string): Promise<Check> {
    const running = Promise.resolve()
      .then(this.#checks[name])
      .catch((error: NodeJS.ErrnoException): Check => ({ ok: false, ...whyNotLooked(error) }))
      .finally(() => this.#running.delete(name));
    this.#running.set(name, running);
    return running;
  }
}

const hangs: Check = {
  ok: false,
  why: `This could not be found out within ${TIMEOUT_MS / 1000} seconds.`,
  todo: "Look at the disk and at the database.",
};

const whyNotLooked = ({ code, name }: NodeJS.ErrnoException) => ({
  why: `This could not be found out: ${code ?? name}.`,
  todo: "Look at the error log.",
});
