import type { Document } from "bson";
import { fieldOf, isArrayIndex, isDocument, missing } from "../bson/documents.js";
import { KeyWriter } from "../bson/key-writer.js";
import { toDouble } from "../bson/numbers.js";
import { Rank, writeValue } from "../bson/order.js";
import { MongoError } from "../errors.js";

/** A field of an index or of a sort. */
export interface KeyField {
  readonly name: string;
  readonly path: readonly string[];
  /** The first part of the path as bytes, with a zero behind it. */
  readonly rootName: Buffer;
  readonly descending: boolean;
}

export interface IndexKeys {
  /** Empty for a sparse index and a document that has none of the fields. */
  keys: readonly IndexKey[];
  /** Which of the index's fields led through an array; empty if none did. */
  multikey: readonly boolean[];
}

export class IndexKey {
  readonly #lastField: number;
  #prefix: string | undefined;

  constructor(
    readonly bytes: Buffer,
    lastField: number,
  ) {
    this.#lastField = lastField;
  }

  /** The bytes of all fields but the last. */
  get prefix(): string {
    this.#prefix ??= this.bytes.toString("latin1", 0, this.#lastField);
    return this.#prefix;
  }
}

interface Walk {
  node: unknown;
  /** How many parts of the path have been followed. */
  depth: number;
  /** The node is an element of the array at the path's end, and not expanded even if it is an array. */
  ended: boolean;
}

const writer = new KeyWriter();
const none: IndexKeys = { keys: [], multikey: [] };

export function keyField(name: string, direction: number): KeyField {
  const path = name.split(".");
  return { name, path, rootName: Buffer.from(`${path[0]}\0`), descending: direction < 0 };
}

export function keyFields(pattern: Document): KeyField[] {
  return Object.entries(pattern).map(([name, direction]) => keyField(name, toDouble(direction)));
}

export function indexKeys(document: Document, fields: readonly KeyField[], sparse: boolean): IndexKeys {
  const values = valuesWithoutArrays(document, fields);
  if (values)
    return sparse && values.every((value) => value === missing)
      ? none
      : { keys: [indexKeyOf(values, fields)], multikey: none.multikey };
  const multikey = fields.map(() => false);
  const tuples = valueTuples(document, fields, multikey, () => {
    return new MongoError("CannotIndexParallelArrays", "cannot index parallel arrays");
  });
  if (sparse && tuples.every((tuple) => tuple.every((value) => value === missing)))
    return { keys: [], multikey };
  return { keys: distinct(tuples.map((tuple) => indexKeyOf(tuple, fields))), multikey };
}

/** The usual case, without building tuples; undefined if there is an array on the way. */
function valuesWithoutArrays(document: Document, fields: readonly KeyField[]): unknown[] | undefined {
  const values: unknown[] = [];
  for (const { path } of fields) {
    let node: unknown = document;
    for (const part of path) {
      if (Array.isArray(node)) return undefined;
      node = isDocument(node) ? fieldOf(node, part) : missing;
    }
    if (Array.isArray(node)) return undefined;
    values.push(node);
  }
  return values;
}

/** The values of the fields, once for each element of the array they lead through. */
export function valueTuples(
  document: Document,
  fields: readonly KeyField[],
  multikey: boolean[],
  parallelArrays: () => MongoError,
): unknown[][] {
  const tuples: unknown[][] = [];
  const expand = (walks: Walk[]): void => {
    const reached = walks.map((walk, index) => descend(walk, fields[index].path));
    const array = reached.find(isOpenArray)?.node as unknown[] | undefined;
    if (!array) {
      tuples.push(reached.map((walk) => walk.node));
      return;
    }
    for (const [index, walk] of reached.entries()) {
      if (!isOpenArray(walk)) continue;
      multikey[index] = true;
      if (walk.node !== array) throw parallelArrays();
    }
    for (const element of array.length > 0 ? array : [undefined]) {
      const next = (walk: Walk, index: number) =>
        isOpenArray(walk) ? stepInto(element, walk.depth, fields[index].path.length) : walk;
      expand(reached.map(next));
    }
  };
  expand(fields.map(() => ({ node: document, depth: 0, ended: false })));
  return tuples;
}

export function keyOf(values: readonly unknown[], fields: readonly KeyField[]): Buffer {
  writeKey(values, fields);
  return writer.copy();
}

function indexKeyOf(values: readonly unknown[], fields: readonly KeyField[]): IndexKey {
  const lastField = writeKey(values, fields);
  return new IndexKey(writer.copy(), lastField);
}

/** Returns where the last field begins. */
function writeKey(values: readonly unknown[], fields: readonly KeyField[]): number {
  writer.reset();
  let start = 0;
  for (const [index, value] of values.entries()) {
    start = writer.length;
    if (value === missing) writer.byte(Rank.Null);
    else writeValue(writer, value);
    if (fields[index].descending) writer.invertFrom(start);
  }
  return start;
}

const isOpenArray = (walk: Walk) => Array.isArray(walk.node) && !walk.ended;

function stepInto(element: unknown, depth: number, end: number): Walk {
  if (depth === end) return { node: element, depth, ended: true };
  return isDocument(element)
    ? { node: element, depth, ended: false }
    : { node: missing, depth: end, ended: true };
}

function descend(walk: Walk, path: readonly string[]): Walk {
  let { node, depth } = walk;
  while (depth < path.length && !walk.ended) {
    if (isDocument(node)) node = fieldOf(node, path[depth]);
    else if (Array.isArray(node) && isArrayIndex(path[depth])) node = node[Number(path[depth])] ?? missing;
    else if (Array.isArray(node)) break;
    else node = missing;
    depth++;
  }
  return { node, depth, ended: walk.ended };
}

function distinct(keys: IndexKey[]): IndexKey[] {
  if (keys.length < 2) return keys;
  return [...new Map(keys.map((key) => [key.bytes.toString("latin1"), key])).values()];
}
