import type { OperatorActRecord } from "../../../db/models/site/operator-act.js";

type Sign = (text: string) => string;
export type Begun = Pick<OperatorActRecord, "at" | "act" | "target">;

export interface Verified {
  intact: boolean;
  /** How many entries were made with another token. */
  unverified: number;
}

const KEY_LENGTH = 8;

export class ActChain {
  readonly #sign: Sign;
  readonly #key: string;

  constructor(sign: Sign) {
    this.#sign = sign;
    this.#key = sign("key").slice(0, KEY_LENGTH);
  }

  next(last: OperatorActRecord | null, begun: Begun): OperatorActRecord {
    const entry = { ...begun, _id: (last?._id ?? 0) + 1, key: this.#key };
    return { ...entry, chain: this.#chain(last?.chain ?? "", entry) };
  }

  /** The latest first. Before the last of them there is none, or it is not looked at. */
  verify(entries: readonly OperatorActRecord[], isWhole: boolean): Verified {
    const other = entries.findIndex(({ key }) => key !== this.#key);
    const checked = other < 0 ? entries.length : other;
    const isRight = (entry: OperatorActRecord, i: number) => {
      const before = entries[i + 1];
      const isFirst = i === entries.length - 1;
      if (isFirst ? isWhole && entry._id !== 1 : before!._id !== entry._id - 1) return false;
      if (i >= checked || (isFirst && !isWhole)) return true;
      return entry.chain === this.#chain(before?.chain ?? "", entry);
    };
    return { intact: entries.every(isRight), unverified: entries.length - checked };
  }

  #chain(before: string, { _id, at, act, target }: Omit<OperatorActRecord, "chain">): string {
    return this.#sign(JSON.stringify([before, _id, at.toISOString(), act, target]));
  }
}
