import type { IndexKey } from "../../query/index-keys.js";

export interface HeldKey {
  readonly bytes: Buffer;
  readonly record: number;
}

interface Group {
  readonly keys: HeldKey[];
  highest: Buffer;
  isSorted: boolean;
  /** Records by key. Made when a key is looked up that is not above all others. */
  records?: Map<string, number>;
}

const textOf = (bytes: Buffer) => bytes.toString("latin1");

/** Keys of one index in memory, in groups with the same first fields: most come in ascending order in their group. */
export class HeldKeys {
  readonly #groups = new Map<string, Group>();

  add({ bytes, prefix }: IndexKey, record: number): void {
    const key = { bytes, record };
    const group = this.#groups.get(prefix);
    if (!group) {
      this.#groups.set(prefix, { keys: [key], highest: bytes, isSorted: true });
      return;
    }
    if (bytes.compare(group.highest) > 0) group.highest = bytes;
    else group.isSorted = false;
    group.keys.push(key);
    group.records?.set(textOf(bytes), record);
  }

  recordOf({ bytes, prefix }: IndexKey): number | undefined {
    const group = this.#groups.get(prefix);
    if (!group || bytes.compare(group.highest) > 0) return undefined;
    group.records ??= new Map(group.keys.map((key) => [textOf(key.bytes), key.record]));
    return group.records.get(textOf(bytes));
  }

  /** By their first fields. */
  *highest(): Iterable<[prefix: string, bytes: Buffer]> {
    for (const [prefix, { highest }] of this.#groups) yield [prefix, highest];
  }

  /** In the order of the index. */
  sorted(): HeldKey[] {
    const groups = [...this.#groups].sort(([a], [b]) => (a < b ? -1 : 1));
    return groups.flatMap(([, { keys, isSorted }]) => (isSorted ? keys : keys.toSorted(compareKeys)));
  }
}

export function compareKeys(a: HeldKey, b: HeldKey): number {
  return Buffer.compare(a.bytes, b.bytes) || a.record - b.record;
}
