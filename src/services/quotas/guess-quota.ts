import { setTimeout as delay } from "node:timers/promises";
import { rules } from "../../config/rate-limits.js";
import { addressGroup, WIDE_FACTOR, wideAddressGroup } from "../../lib/address-group.js";
import { KeyedQueue } from "../../lib/keyed-queue.js";
import { isOnion, ONION } from "../../lib/onion/onion-address.js";
import { Refusal } from "../errors.js";
import type { Context, Visitor } from "../ports.js";
import { WaitingPlaces } from "./waiting-places.js";

/** Wrong passwords beyond this number are delayed. */
const FREE_GUESSES = rules.guess.points;
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 8000;
const MAX_WAITING_OF_VISITOR = 2;
const MAX_WAITING_OF_ADDRESS = 100;
const MAX_WAITING = 5000;
/** Sooner than connections close that say nothing for a minute. */
const MAX_WAIT_MS = 50_000;

export interface Guess {
  /** Of the proof of work. */
  purpose?: "guess" | "site";
  room: string;
  visitor: Pick<Visitor, "id" | "address">;
  proof: unknown;
  isRight: () => Promise<boolean>;
  onWait: () => void;
}

// Wrong passwords for a room delay the next ones of everybody, since addresses are cheap. Guesses of an address wait at
// the same time, so a class that knows the password waits once. They are checked one after the other, and a wrong one
// starts the delay of the next again, so an attacker with more sessions gets no more guesses.
export class GuessQuota {
  readonly #context: Context;
  readonly #closing = new AbortController();
  readonly #places = new WaitingPlaces();
  readonly #turns = new KeyedQueue({ maxWaiting: MAX_WAITING_OF_ADDRESS });
  readonly #lastWrongAt = new Map<string, number>();
  /** Checking a password takes long, so a flood of guesses waits for itself: for its address, then for its room. */
  readonly #checksOfAddress = new KeyedQueue({ maxWaiting: MAX_WAITING });
  readonly #checksOfRoom = new KeyedQueue({ maxWaiting: MAX_WAITING });

  constructor(context: Context) {
    this.#context = context;
  }

  async assertRight(guess: Guess): Promise<void> {
    const { limiter } = this.#context;
    if (!limiter.enabled) {
      await this.#assertProven(guess);
      return assertRight(await guess.isRight(), "WRONG_PASSWORD");
    }
    // Before the proof, which a refusal must not use up.
    const leave = this.#places.take(boundsOf(guess));
    if (!leave) throw new Refusal("TOO_MANY_REQUESTS");
    const turn = turnOf(guess);
    try {
      await this.#assertProven(guess);
      guess.onWait();
      const begunAt = performance.now();
      await this.#turns.run(turn, () => this.#check(guess, begunAt));
    } finally {
      leave();
      if (!this.#places.count(turn)) this.#lastWrongAt.delete(turn);
    }
  }

  close(): void {
    this.#closing.abort();
  }

  async #assertProven({ purpose = "guess", room, visitor: { id, address }, proof }: Guess): Promise<void> {
    const { proofs, limiter } = this.#context;
    const isNeeded = async () => {
      const [byAddress, byAll] = await Promise.all([
        limiter.count("guess", `${addressGroup(address)} ${room}`),
        limiter.count("guessAnywhere", roomFor(address, room)),
      ]);
      return byAddress >= rules.guess.points || byAll >= rules.guessAnywhere.points;
    };
    if (proofs.isNeeded(purpose, address) || (await isNeeded()))
      await proofs.assertProven(purpose, id, proof);
  }

  async #check(guess: Guess, begunAt: number): Promise<void> {
    const { limiter } = this.#context;
    const { isRight } = guess;
    const turn = turnOf(guess);
    const everybody = roomFor(guess.visitor.address, guess.room);
    // Counted before the check, so that guesses of other addresses at the same moment count as well.
    const byAddress = await limiter.countUp("guess", turn);
    const byAll = await limiter.countUp("guessAnywhere", everybody);
    const refund = () =>
      Promise.all([limiter.refund("guess", turn), limiter.refund("guessAnywhere", everybody)]);
    const dueAt = Math.max(begunAt, this.#lastWrongAt.get(turn) ?? 0) + delayAfter(byAll);
    if (dueAt - begunAt > MAX_WAIT_MS) {
      await refund();
      throw new Refusal("TOO_MANY_REQUESTS");
    }
    await this.#waitUntil(dueAt);
    const address = addressGroup(guess.visitor.address);
    const right = await this.#checksOfAddress.run(address, () => this.#checksOfRoom.run(everybody, isRight));
    // Many people may share an address: those who know the password use up nobody's guesses.
    if (right) await refund();
    else this.#lastWrongAt.set(turn, performance.now());
    assertRight(right, byAddress > rules.guess.points ? "TOO_MANY_REQUESTS" : "WRONG_PASSWORD");
  }

  async #waitUntil(dueAt: number): Promise<void> {
    const ms = dueAt - performance.now();
    if (ms <= 0) return;
    await delay(ms, undefined, { signal: this.#closing.signal }).catch(() => {
      throw new Refusal("BUSY"); // the server shuts down
    });
  }
}

const turnOf = ({ room, visitor: { address } }: Guess): string => `${addressGroup(address)} ${room}`;

/** Wrong guesses over Tor delay only guesses over Tor. */
const roomFor = (address: string, room: string): string => (isOnion(address) ? `${ONION} ${room}` : room);

const boundsOf = (guess: Guess): ReadonlyMap<string, number> =>
  new Map([
    [roomFor(guess.visitor.address, guess.room), MAX_WAITING],
    [`wide ${wideAddressGroup(guess.visitor.address)} ${guess.room}`, MAX_WAITING_OF_ADDRESS * WIDE_FACTOR],
    [turnOf(guess), MAX_WAITING_OF_ADDRESS],
    [`visitor ${guess.visitor.id} ${guess.room}`, MAX_WAITING_OF_VISITOR],
  ]);

const delayAfter = (guesses: number): number =>
  guesses <= FREE_GUESSES ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (guesses - FREE_GUESSES - 1), MAX_DELAY_MS);

function assertRight(right: boolean, code: "WRONG_PASSWORD" | "TOO_MANY_REQUESTS"): void {
  if (!right) throw new Refusal(code);
}
