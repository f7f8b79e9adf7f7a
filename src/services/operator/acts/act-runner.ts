import type { BackgroundJobs } from "../../../lib/background-jobs.js";
import type { ActName } from "../../../shared/operator-props.js";
import type { OperatorPass } from "../../ports.js";
import type { ActLog } from "./act-log.js";

export type Pass = OperatorPass | undefined;

interface Access {
  assertOperator(pass: Pass): void;
}

/** The one way to act as the operator: it asks for the pass, and writes down what is done before it is done. */
export class ActRunner {
  readonly #access: Access;
  readonly #log: ActLog;
  readonly #background: BackgroundJobs;

  constructor(access: Access, log: ActLog, background: BackgroundJobs) {
    this.#access = access;
    this.#log = log;
    this.#background = background;
  }

  /** Before anything is looked up for an act. */
  assertOperator(pass: Pass): void {
    this.#access.assertOperator(pass);
  }

  /** `target`: ids only. */
  async run<T>(pass: Pass, act: ActName, target: string, work: () => Promise<T>): Promise<T> {
    this.#access.assertOperator(pass);
    const number = await this.#log.append(act, target);
    try {
      return await work();
    } catch (error) {
      const append = () => this.#log.append("failed", String(number));
      await append().catch(() => this.#background.retryUntilDone(append));
      throw error;
    }
  }
}
