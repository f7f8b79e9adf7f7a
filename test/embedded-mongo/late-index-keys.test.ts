import { expect, test } from "vitest";
import { IndexKey } from "../../src/embedded-mongo/query/index-keys.js";
import { LateIndexKeys } from "../../src/embedded-mongo/store/keys/late-index-keys.js";

const keyOf = (text: string) => new IndexKey(Buffer.from(text), 1);
const shown = (keys: LateIndexKeys) => keys.sorted.map(({ bytes, record }) => `${bytes}${record}`);

test("late keys are in order, whether they wait, are being moved, or came since", () => {
  const keys = new LateIndexKeys();
  for (const [i, text] of ["b1", "a2", "b1", "c0"].entries()) keys.add(keyOf(text), i + 1);
  expect(shown(keys)).toEqual(["a22", "b11", "b13", "c04"]);
  keys.startMoving();
  keys.add(keyOf("a9"), 5);
  expect(shown(keys)).toEqual(["a22", "a95", "b11", "b13", "c04"]);
  expect(keys.nextToMove(3)).toHaveLength(3);
  expect(keys.endMoving()).toBeUndefined();
  expect(shown(keys)).toEqual(["a95", "c04"]);
  // Until all are in the table, each is looked up in memory.
  expect(keys.recordOf(keyOf("a2"))).toBe(2);
  expect(keys.nextToMove(3)).toHaveLength(1);
  expect(keys.endMoving()?.sorted()).toHaveLength(4);
  expect(shown(keys)).toEqual(["a95"]);
  expect(keys.recordOf(keyOf("a2"))).toBeUndefined();
});
