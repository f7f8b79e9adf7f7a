import type { Document } from "bson";
import { fieldOf, isArrayIndex, isDocument, missing } from "../bson/documents.js";
import { KeyWriter } from "../bson/key-writer.js";
import { Rank, writeValue } from "../bson/order.js";
import { MongoError } from "../errors.js";

export interface KeyField {
  readonly path: readonly string[];
  readonly descending: boolean;
}

export interface IndexKeys {
  /** Empty for a sparse index and a document that has none of the fields. */
  keys: Buffer[];
  /** Which of the index's fields led through an array. */
  multikey: boolean[];
}

interface Walk {
  node: unknown;
  /** How many parts of the path are behind. */
  depth: number;
  /** The node is an element of the array at the path's end: it is not opened again. */
  settled: boolean;
}

const writer = new KeyWriter();

export function indexKeys(document: Document, fields: readonly KeyField[], sparse: boolean): IndexKeys {
  const multikey = fields.map(() => false);
  const tuples: unknown[][] = [];
  expand(
    fields,
    fields.map(() => ({ node: document, depth: 0, settled: false })),
    multikey,
    tuples,
  );
  if (sparse && tuples.every((tuple) => tuple.every((value) => value === missing)))
    return { keys: [], multikey };
  return { keys: distinct(tuples.map((tuple) => keyOf(tuple, fields))), multikey };
}

export function keyOf(values: readonly unknown[], fields: readonly KeyField[]): Buffer {
  writer.reset();
  for (const [index, value] of values.entries()) {
    const start = writer.length;
    if (value === missing) writer.byte(Rank.Null);
    else writeValue(writer, value);
    if (fields[index].descending) writer.invertFrom(start);
  }
  return writer.copy();
}

/** Goes down all paths at once; the one array they may meet is opened for all of them together. */
function expand(fields: readonly KeyField[], walks: Walk[], multikey: boolean[], tuples: unknown[][]): void {
  const reached = walks.map((walk, index) => descend(walk, fields[index].path));
  const array = reached.find(isOpenArray)?.node as unknown[] | undefined;
  if (!array) {
    tuples.push(reached.map((walk) => walk.node));
    return;
  }
  for (const [index, walk] of reached.entries()) {
    if (!isOpenArray(walk)) continue;
    multikey[index] = true;
    if (walk.node !== array)
      throw new MongoError("CannotIndexParallelArrays", "cannot index parallel arrays");
  }
  for (const element of array.length > 0 ? array : [undefined]) {
    const next = reached.map((walk, index) =>
      isOpenArray(walk) ? stepInto(element, walk.depth, fields[index].path.length) : walk,
    );
    expand(fields, next, multikey, tuples);
  }
}

const isOpenArray = (walk: Walk) => Array.isArray(walk.node) && !walk.settled;

function stepInto(element: unknown, depth: number, end: number): Walk {
  if (depth === end) return { node: element, depth, settled: true };
  return isDocument(element)
    ? { node: element, depth, settled: false }
    : { node: missing, depth: end, settled: true };
}

function descend(walk: Walk, path: readonly string[]): Walk {
  let { node, depth } = walk;
  while (depth < path.length && !walk.settled) {
    if (isDocument(node)) node = fieldOf(node, path[depth]);
    else if (Array.isArray(node) && isArrayIndex(path[depth])) node = node[Number(path[depth])] ?? missing;
    else if (Array.isArray(node)) break;
    else node = missing;
    depth++;
  }
  return { node, depth, settled: walk.settled };
}

function distinct(keys: Buffer[]): Buffer[] {
  if (keys.length < 2) return keys;
  return [...new Map(keys.map((key) => [key.toString("latin1"), key])).values()];
}
