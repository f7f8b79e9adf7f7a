import { Refusal } from "../errors.js";
import type { Context, Visitor } from "../ports.js";
import type { Guess, GuessQuota } from "../quotas/guess-quota.js";
import { inputs, parse } from "../validation.js";

/** No room has such an id. */
const GUESSED = "the site";

/** The password of the whole site. Pages, forms, files and sockets all ask here. */
export class SiteAccess {
  readonly #context: Context;
  readonly #guesses: GuessQuota;

  constructor(context: Context, guesses: GuessQuota) {
    this.#context = context;
    this.#guesses = guesses;
  }

  /** `admission`: what `admit` gave, as the session keeps it. */
  isAdmitted(admission: unknown): boolean {
    const { site } = this.#context.access;
    return !site || site.isMark(admission);
  }

  assertAdmitted(admission: unknown): void {
    if (!this.isAdmitted(admission)) throw new Refusal("SITE_PASSWORD_REQUIRED");
  }

  async admit(visitor: Visitor, input: unknown, options: Pick<Guess, "proof" | "onWait">): Promise<string> {
    const { site } = this.#context.access;
    if (!site) throw new Refusal("NOT_FOUND");
    const { password } = parse(inputs.password, input);
    const isRight = async () => site.matches(password);
    await this.#guesses.assertRight({ ...options, purpose: "site", room: GUESSED, visitor, isRight });
    return site.mark;
  }
}
