import type { BSON } from "bson";
import type { Request } from "./message.js";

/** Codes by MongoDB's names. */
export const codes = {
  MaxTimeMSExpired: 50,
  WriteConcernFailed: 64,
  ShutdownInProgress: 91,
  UnsatisfiableWriteConcern: 100,
  PrimarySteppedDown: 189,
  NotWritablePrimary: 10107,
  InterruptedAtShutdown: 11600,
  InterruptedDueToReplStateChange: 11602,
  NotPrimaryNoSecondaryOk: 13435,
} as const;

export type CodeName = keyof typeof codes;

/** What happens to a command. Before and after say whether the store has done it by then. */
export type Action =
  | { error: CodeName; at?: "before" | "after" }
  /** Done, but without a majority; or, before, as if it was never confirmed and is rolled back. */
  | { writeConcernError: CodeName; at?: "before" | "after" }
  | { cut: "before" | "after" }
  | { silent: true };

export interface FaultOptions {
  /** Which commands; by default all but those by which a driver watches and logs in. */
  commands?: readonly string[];
  collection?: string;
  /** How often; by default for as long as it is not lifted. */
  times?: number;
  /** Only every so many, as 10 for every tenth. */
  every?: number;
  forMs?: number;
}

export interface Fault {
  /** How many commands it has met. */
  readonly hits: number;
  lift(): void;
}

const NEVER_FAIL = new Set(
  "hello isMaster ismaster saslStart saslContinue endSessions killCursors buildInfo ping".split(" "),
);

const RETRYABLE: ReadonlySet<number> = new Set([91, 189, 10107, 11600, 11602, 13435]);

class Rule implements Fault {
  hits = 0;
  #seen = 0;
  readonly #endsAt: number;

  constructor(
    readonly action: Action,
    readonly options: FaultOptions,
    readonly lift: () => void,
  ) {
    this.#endsAt = options.forMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.forMs;
  }

  meets({ name, body }: Request): boolean {
    const { commands, collection, times = Number.POSITIVE_INFINITY, every = 1 } = this.options;
    if (Date.now() >= this.#endsAt || this.hits >= times) return false;
    if (commands ? !commands.includes(name) : NEVER_FAIL.has(name)) return false;
    if (collection !== undefined && body[name] !== collection) return false;
    if (++this.#seen % every !== 0) return false;
    this.hits++;
    return true;
  }
}

export class Faults {
  readonly #rules = new Set<Rule>();

  add(action: Action, options: FaultOptions = {}): Fault {
    const rule: Rule = new Rule(action, options, () => void this.#rules.delete(rule));
    this.#rules.add(rule);
    return rule;
  }

  find(request: Request): Action | undefined {
    for (const rule of this.#rules) if (rule.meets(request)) return rule.action;
    return undefined;
  }
}

/** Servers label what a driver may try again if the driver numbered it. */
const labels = ({ body }: Request, code: number): BSON.Document =>
  body.txnNumber !== undefined && RETRYABLE.has(code) ? { errorLabels: ["RetryableWriteError"] } : {};

export function errorReply(request: Request, codeName: CodeName, topologyVersion: object): BSON.Document {
  const code = codes[codeName];
  const errmsg = `${codeName}, as a test wants it`;
  return { ok: 0, errmsg, code, codeName, topologyVersion, ...labels(request, code) };
}

export function writeConcernFields(request: Request, codeName: CodeName): BSON.Document {
  const code = codes[codeName];
  const errmsg = `${codeName}, as a test wants it`;
  return { writeConcernError: { code, codeName, errmsg }, ...labels(request, code) };
}

/** Of a write that was never done: what the application would be told of one that was. */
export const pretendedReply: BSON.Document = { n: 1, nModified: 1, value: null, ok: 1 };
