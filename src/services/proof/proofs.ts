import { createHmac } from "node:crypto";
import type { Challenge } from "altcha-lib/types";
import type { UsedProofModel } from "../../db/models/used-proof.js";
import { isOnion } from "../../lib/onion/onion-address.js";
import type { Purpose } from "../../shared/proof-purposes.js";
import type { MetricsRecorder, ProofEvent } from "../counted.js";
import { Refusal } from "../errors.js";
import type { SiteRules } from "../operator/site-rules.js";
import type { RateLimiter } from "../rate-limits/rate-limiter.js";
import { inputs, parse } from "../validation.js";
import { type Proven, Puzzles } from "./puzzle.js";
import { WAIT_MS, WaitTokens } from "./wait-tokens.js";

const VALID_MS = 5 * 60_000;
/** From so many addresses refused within a minute on, everybody is asked: one noisy address must not bring that about. */
const PRESSURE = 5;
const MAX_DIFFICULTY = 3;
const MAX_LENGTH = 2000;
const DUPLICATE_KEY = 11000;
/** If the operator asks for it, and always over Tor, where addresses are free. */
const WHEN_STRICTER: ReadonlySet<Purpose> = new Set(["room", "knock"]);

export type ProofMode = "auto" | "on" | "off";

export interface Wait {
  token: string;
  seconds: number;
  isNew: boolean;
}

/** Makes what is cheap for one visitor expensive for a robot: a puzzle to solve first, or a wait without scripts. */
export class Proofs {
  readonly #mode: ProofMode;
  readonly #usedProofs: UsedProofModel;
  readonly #limiter: RateLimiter;
  readonly #siteRules: Pick<SiteRules, "isProofAsked">;
  readonly #metrics: Pick<MetricsRecorder, "count">;
  readonly #puzzles: Puzzles;
  readonly #waits: WaitTokens;

  /** The secret is the cookies', so that every instance accepts what another one asked for. */
  constructor(
    mode: ProofMode,
    cookieSecret: string,
    usedProofs: UsedProofModel,
    limiter: RateLimiter,
    siteRules: Pick<SiteRules, "isProofAsked">,
    metrics: Pick<MetricsRecorder, "count">,
  ) {
    this.#mode = mode;
    this.#usedProofs = usedProofs;
    this.#limiter = limiter;
    this.#siteRules = siteRules;
    this.#metrics = metrics;
    const secret = createHmac("sha256", cookieSecret).update("proof of work").digest("hex");
    this.#puzzles = new Puzzles(secret);
    this.#waits = new WaitTokens(secret);
  }

  get isOffered(): boolean {
    return this.#mode !== "off";
  }

  /** Reasons for which everybody is asked at the moment. */
  get askedBy(): Record<"setting" | "operator" | "refusals", boolean> {
    return {
      setting: this.#mode === "on",
      operator: this.isOffered && this.#siteRules.isProofAsked,
      refusals: this.isOffered && this.#limiter.recentlyRefused >= PRESSURE,
    };
  }

  isNeeded(purpose: Purpose, address: string): boolean {
    const { setting, operator, refusals } = this.askedBy;
    if (!this.isOffered) return false;
    if (setting && purpose === "room") return true;
    if ((operator || isOnion(address)) && WHEN_STRICTER.has(purpose)) return true;
    return refusals || this.#limiter.wasRefusedLately(address);
  }

  async createChallenge(visitor: string, input: unknown, address: string): Promise<Challenge> {
    const { purpose } = parse(inputs.proof, input);
    await this.#limiter.assertAddressAllowed("puzzle", address);
    const expiresAt = new Date(Date.now() + VALID_MS);
    this.#count(purpose, "puzzle");
    return this.#puzzles.create(holderOf(purpose, visitor), expiresAt, this.#difficulty());
  }

  // Limited by address, since a robot can wait in many sessions at once: beyond it there is no token, and only scripts
  // go on. An early return keeps the same token.
  async startWait(
    purpose: Purpose,
    visitor: string,
    given: unknown,
    address: string,
  ): Promise<Wait | undefined> {
    const holder = holderOf(purpose, visitor);
    const early = this.#waits.read(holder, toText(given));
    const left = (early?.readyAt ?? 0) - Date.now();
    if (left > 0) return { token: toText(given), seconds: Math.ceil(left / 1000), isNew: false };
    if (!(await this.#limiter.isWithin("wait", address))) return undefined;
    this.#count(purpose, "wait");
    return { token: this.#waits.create(holder), seconds: WAIT_MS / 1000, isNew: true };
  }

  // Uses the proof up, so ask once for a request. A visitor's id stands for the session: no two sessions share one, and
  // it outlives a change of the session's id.
  async assertProven(purpose: Purpose, visitor: string, proof: unknown): Promise<void> {
    if (this.#mode === "off") return;
    const proven = await this.#verify(holderOf(purpose, visitor), toText(proof));
    if (proven && (await this.#use(proven))) return this.#count(purpose, proven.by);
    this.#count(purpose, proof === undefined ? "missing" : "refused");
    throw new Refusal("PROOF_REQUIRED", {}, { purpose });
  }

  async #verify(holder: string, proof: string): Promise<(Proven & { by: ProofEvent }) | undefined> {
    const waited = this.#waits.read(holder, proof);
    const solved = waited ? undefined : await this.#puzzles.verify(holder, proof);
    if (!waited) return solved && { ...solved, by: "solved" };
    const expiresAt = waited.readyAt + VALID_MS;
    const isReady = waited.readyAt <= Date.now() && Date.now() < expiresAt;
    return isReady ? { id: waited.id, expiresAt: new Date(expiresAt), by: "waited" } : undefined;
  }

  /** In the database, so that a proof is used once on all instances and across a restart. */
  async #use({ id, expiresAt }: Proven): Promise<boolean> {
    try {
      await this.#usedProofs.create({ _id: id, expiresAt });
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === DUPLICATE_KEY) return false;
      throw error;
    }
  }

  #count(purpose: Purpose, event: ProofEvent): void {
    this.#metrics.count("proofs", { purpose, event });
  }

  #difficulty(): number {
    return Math.min(MAX_DIFFICULTY, 1 + Math.log10(1 + this.#limiter.recentlyRefused / PRESSURE));
  }
}

const holderOf = (purpose: Purpose, visitor: string): string => `${purpose} ${visitor}`;

const toText = (proof: unknown): string =>
  typeof proof === "string" && proof.length <= MAX_LENGTH ? proof : "";
