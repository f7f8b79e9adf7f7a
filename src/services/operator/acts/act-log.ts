import { setTimeout as delay } from "node:timers/promises";
import { mongo, trusted } from "mongoose";
import type { OperatorActModel, OperatorActRecord } from "../../../db/models/site/operator-act.js";
import { BoundedQueue } from "../../../lib/bounded-queue.js";
import type { ActName, ActView, LogPage } from "../../../shared/operator-props.js";
import { Refusal } from "../../errors.js";
import { parse } from "../../validation.js";
import { ActChain } from "./act-chain.js";
import { operatorInputs } from "./operator-inputs.js";

const DUPLICATE_KEY = 11000;
const MAX_TRIES = 100;
const MAX_PAUSE_MS = 40;
const PAGE = 50;
const VERIFIED = 1000;

type Newest = Pick<OperatorActRecord, "_id" | "chain">;

/** Grows only: nothing in the program changes an entry or removes one. */
export class ActLog {
  readonly #acts: OperatorActModel;
  readonly #chain: ActChain;
  readonly #queue = new BoundedQueue({ concurrency: 1, maxWaiting: 100 });
  /** The newest that this process has seen: a log that ends before it was cut. */
  #newest: Newest = { _id: 0, chain: "" };

  constructor(acts: OperatorActModel, sign: (text: string) => string) {
    this.#acts = acts;
    this.#chain = new ActChain(sign);
  }

  /** Resolves to the number of the entry. */
  append(act: ActName, target: string): Promise<number> {
    return this.#queue.run(() => this.#append(act, target));
  }

  async page(input: unknown): Promise<LogPage> {
    const { before } = parse(operatorInputs.log, input);
    const older = before === undefined ? {} : { _id: trusted({ $lt: before }) };
    const [found, verified] = await Promise.all([
      this.#acts
        .find(older)
        .sort({ _id: -1 })
        .limit(PAGE + 1)
        .lean(),
      this.verify(),
    ]);
    const page = found.slice(0, PAGE);
    const failed = await this.#failedAmong(page);
    return {
      acts: page.map((entry) => toView(entry, failed)),
      ...verified,
      ...(found.length > PAGE && { before: page.at(-1)!._id }),
    };
  }

  /** Whether the latest 1,000 entries are as they were written. */
  async verify(): Promise<Pick<LogPage, "intact" | "unverified">> {
    const seen = this.#newest;
    const latest = await this.#acts
      .find()
      .sort({ _id: -1 })
      .limit(VERIFIED + 1)
      .lean();
    const verified = this.#chain.verify(latest, latest.length <= VERIFIED);
    const intact = verified.intact && this.#has(seen, latest);
    if (intact && latest[0] && latest[0]._id > this.#newest._id) this.#newest = latest[0];
    return { ...verified, intact };
  }

  async #append(act: ActName, target: string): Promise<number> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const last = await this.#acts.findOne().sort({ _id: -1 }).lean();
      const entry = this.#chain.next(last, { at: new Date(), act, target });
      try {
        await this.#acts.create(entry);
        this.#newest = entry;
        return entry._id;
      } catch (error) {
        const isTaken = error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
        if (!isTaken) throw error;
        // Another instance was quicker. Until a majority has its entry, the same number would be tried again.
        await delay(Math.random() * MAX_PAUSE_MS);
      }
    }
    throw new Refusal("BUSY");
  }

  #has({ _id, chain }: Newest, latest: OperatorActRecord[]): boolean {
    const [first] = latest;
    if (_id === 0) return true;
    if (!first || first._id < _id) return false;
    return latest.every((entry) => entry._id !== _id || entry.chain === chain);
  }

  async #failedAmong(page: OperatorActRecord[]): Promise<Set<string>> {
    const target = trusted({ $in: page.map(({ _id }) => String(_id)) });
    const failed = await this.#acts.find({ act: "failed", target }, { target: 1 }).lean();
    return new Set(failed.map((entry) => entry.target));
  }
}

const toView = ({ _id, at, act, target }: OperatorActRecord, failed: Set<string>): ActView => ({
  number: _id,
  at: at.toISOString(),
  act: act as ActName,
  target,
  ok: !failed.has(String(_id)),
});
