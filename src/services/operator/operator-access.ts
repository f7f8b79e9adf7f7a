import { Refusal } from "../errors.js";
import type { Context, OperatorPass, Visitor } from "../ports.js";
import type { Guess, GuessQuota } from "../quotas/guess-quota.js";
import { inputs, parse } from "../validation.js";
import type { ActLog } from "./acts/act-log.js";
import { isOperator, mayOpenRooms, openingsClosedFor } from "./operator-pass.js";

const VALID_MS = 2 * 3600_000;
/** No room has such an id. */
const GUESSED = "the operator";

export class OperatorAccess {
  readonly #context: Context;
  readonly #guesses: GuessQuota;
  readonly #log: ActLog;

  constructor(context: Context, guesses: GuessQuota, log: ActLog) {
    this.#context = context;
    this.#guesses = guesses;
    this.#log = log;
  }

  /** Without a token there is no operator, nor any page of theirs. */
  assertExists(): void {
    if (!this.#context.access.operator) throw new Refusal("NOT_FOUND");
  }

  isOperator(pass: OperatorPass | undefined): boolean {
    return isOperator(this.#context.access, pass);
  }

  assertOperator(pass: OperatorPass | undefined): void {
    this.assertExists();
    if (!this.isOperator(pass)) throw new Refusal("NOT_ALLOWED");
  }

  mayOpenRooms(pass: OperatorPass | undefined): boolean {
    return mayOpenRooms(this.#context.access, pass) && this.openingsClosedFor(pass) === undefined;
  }

  openingsClosedFor(pass: OperatorPass | undefined): number | undefined {
    return openingsClosedFor(this.#context, pass);
  }

  async enter(
    visitor: Visitor,
    input: unknown,
    options: Pick<Guess, "proof" | "onWait">,
  ): Promise<OperatorPass> {
    const { operator } = this.#context.access;
    if (!operator) throw new Refusal("NOT_FOUND");
    const { token } = parse(inputs.operator, input);
    const isRight = async () => operator.matches(token);
    await this.#guesses.assertRight({ ...options, room: GUESSED, visitor, isRight });
    await this.#log.append("enter", "");
    return { mark: operator.mark, until: Date.now() + VALID_MS };
  }
}
