import type { Request } from "./message.js";

const KEPT = 10_000;

// Members remember what they answered to a numbered write, and a write that arrives again is not done again.
export class RetriedWrites {
  readonly #replies = new Map<string, Promise<Buffer>>();
  /** How many writes arrived again after they had been done. */
  repeated = 0;

  once({ body }: Request, run: () => Promise<Buffer>): Promise<Buffer> {
    if (body.txnNumber === undefined) return run();
    const key = `${body.lsid.id.toString("hex")} ${body.txnNumber}`;
    const known = this.#replies.get(key);
    if (known) {
      this.repeated++;
      return known;
    }
    const reply = run();
    this.#replies.set(key, reply);
    if (this.#replies.size > KEPT) this.#replies.delete(this.#replies.keys().next().value!);
    return reply;
  }
}
