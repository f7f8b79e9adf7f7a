import { setTimeout as delay } from "node:timers/promises";
import { addressGroup, WIDE_FACTOR, wideAddressGroup } from "../../lib/address-group.js";
import { KeyedQueue } from "../../lib/keyed-queue.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { rules } from "../rate-limits/rules.js";

/** Wrong passwords beyond this number are delayed. */
const FREE_GUESSES = rules.guess.points;
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 8000;
const MAX_WAITING_OF_ADDRESS = 10;
const MAX_WAITING = 1000;

export interface Guesser {
  room: string;
  address: string;
}

// Wrong passwords for a room delay the next ones, of everybody: addresses are cheap. Whoever knows the password gets in
// all the same, after the delay. Each address waits behind itself, so that it cannot take all places in the queues.
export class GuessQuota {
  readonly #context: Context;
  readonly #closing = new AbortController();
  readonly #waiting = new Map<string, number>();
  readonly #turns = new KeyedQueue({ maxWaiting: MAX_WAITING_OF_ADDRESS });
  /** Checking a password takes long, so a flood of guesses waits for itself: for its address, then for its room. */
  readonly #checksOfAddress = new KeyedQueue({ maxWaiting: MAX_WAITING });
  readonly #checksOfRoom = new KeyedQueue({ maxWaiting: MAX_WAITING });

  constructor(context: Context) {
    this.#context = context;
  }

  async needsProof({ room, address }: Guesser): Promise<boolean> {
    const { limiter } = this.#context;
    const [byAddress, byAll] = await Promise.all([
      limiter.count("guess", `${addressGroup(address)} ${room}`),
      limiter.count("guessAnywhere", room),
    ]);
    return byAddress >= rules.guess.points || byAll >= rules.guessAnywhere.points;
  }

  async assertRight({ room, address }: Guesser, isRight: () => Promise<boolean>): Promise<void> {
    const { limiter } = this.#context;
    if (!limiter.enabled) return assertRight(await isRight(), "WRONG_PASSWORD");
    const group = addressGroup(address);
    const key = `${group} ${room}`;
    await this.#inTurn(address, room, async () => {
      // Counted before the check, so that guesses at the same moment count as well.
      const byAddress = await limiter.countUp("guess", key);
      const byAll = await limiter.countUp("guessAnywhere", room);
      await this.#delay(byAll);
      const right = await this.#checksOfAddress.run(group, () => this.#checksOfRoom.run(room, isRight));
      // Many people may share an address: those who know the password use up nobody's guesses.
      if (right) await Promise.all([limiter.refund("guess", key), limiter.refund("guessAnywhere", room)]);
      assertRight(right, byAddress > rules.guess.points ? "TOO_MANY_REQUESTS" : "WRONG_PASSWORD");
    });
  }

  close(): void {
    this.#closing.abort();
  }

  async #inTurn(address: string, room: string, guess: () => Promise<void>): Promise<void> {
    const most = new Map([
      [room, MAX_WAITING],
      [`${wideAddressGroup(address)} ${room}`, MAX_WAITING_OF_ADDRESS * WIDE_FACTOR],
      [`${addressGroup(address)} ${room}`, MAX_WAITING_OF_ADDRESS],
    ]);
    for (const [key, count] of most) if (this.#count(key) >= count) throw new Refusal("TOO_MANY_REQUESTS");
    for (const key of most.keys()) this.#waiting.set(key, this.#count(key) + 1);
    try {
      await this.#turns.run(`${addressGroup(address)} ${room}`, guess);
    } finally {
      for (const key of most.keys()) this.#leave(key);
    }
  }

  #count(key: string): number {
    return this.#waiting.get(key) ?? 0;
  }

  #leave(key: string): void {
    const left = this.#count(key) - 1;
    if (left) this.#waiting.set(key, left);
    else this.#waiting.delete(key);
  }

  async #delay(guesses: number): Promise<void> {
    if (guesses <= FREE_GUESSES) return;
    const ms = Math.min(FIRST_DELAY_MS * 2 ** (guesses - FREE_GUESSES - 1), MAX_DELAY_MS);
    await delay(ms, undefined, { signal: this.#closing.signal }).catch(() => {
      throw new Refusal("BUSY"); // the server shuts down
    });
  }
}

function assertRight(right: boolean, code: "WRONG_PASSWORD" | "TOO_MANY_REQUESTS"): void {
  if (!right) throw new Refusal(code);
}
