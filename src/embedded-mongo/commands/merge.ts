import { randomUUID } from "node:crypto";
import type { Document } from "bson";
import { decode } from "../bson/codec.js";
import { MongoError, notSupported } from "../errors.js";
import { evaluator } from "../query/expressions.js";
import { isDocument } from "../query/paths.js";
import { TEMPORARY } from "../store/catalog.js";
import type { Collection } from "../store/collection.js";
import { type Call, checkDatabaseName, collectionForWriting } from "./command.js";
import type { Documents } from "./cursors.js";
import { eachMatch } from "./write-matches.js";

interface Target {
  namespace: string;
  /** `$out` replaces what was there. */
  replacesAll: boolean;
  matched: "replace" | "keepExisting" | "merge" | "fail";
  notMatched: "insert" | "discard" | "fail";
  on: string[];
}

export function checkTarget(stages: Document[], database: string): Target | undefined {
  const { $out, $merge } = stages.at(-1) ?? {};
  if ($out !== undefined) {
    const namespace = namespaceOf($out, database);
    return { namespace, replacesAll: true, matched: "fail", notMatched: "insert", on: ["_id"] };
  }
  if ($merge === undefined) return undefined;
  const {
    into,
    whenMatched = "merge",
    whenNotMatched = "insert",
    on = "_id",
  } = isDocument($merge) ? $merge : { into: $merge };
  if (Array.isArray(whenMatched)) throw notSupported("$merge with a pipeline in whenMatched");
  return {
    namespace: namespaceOf(into, database),
    replacesAll: false,
    matched: oneOf(whenMatched, ["replace", "keepExisting", "merge", "fail"]),
    notMatched: oneOf(whenNotMatched, ["insert", "discard", "fail"]),
    on: [on].flat(),
  };
}

function namespaceOf(target: unknown, database: string): string {
  if (typeof target === "string") return `${database}.${target}`;
  if (isDocument(target) && typeof target.coll === "string") {
    const name = target.db ?? database;
    checkDatabaseName(name);
    return `${name}.${target.coll}`;
  }
  throw new MongoError("FailedToParse", "$out and $merge need the name of a collection");
}

function oneOf<T extends string>(value: string, allowed: T[]): T {
  if (allowed.includes(value as T)) return value as T;
  throw new MongoError("BadValue", `Enumeration value '${value}' is not valid for $merge`);
}

/** Everything is read before the first word is written: the target may be the source. */
export async function writeTo(call: Call, target: Target, source: Documents): Promise<void> {
  const documents: Buffer[] = [];
  for await (const chunk of source) documents.push(...chunk);
  if (target.replacesAll) return replaceAll(call, target.namespace, documents);
  checkUniqueOn(call, target);
  for (const document of documents) {
    await mergeOne(call, target, document);
    await breathe(call);
  }
}

async function breathe({ turn }: Call): Promise<void> {
  if (turn.over) await turn.work.settled();
  await turn.pause();
}

/** Fills a collection beside the old one, with its indexes, and lets it take the old one's place in one step. */
async function replaceAll(call: Call, namespace: string, documents: Buffer[]): Promise<void> {
  const { turn, engine } = call;
  const { catalog } = engine;
  const [database] = namespace.split(".");
  const specs = catalog.find(namespace)?.indexes.filter(({ name }) => name !== "_id_") ?? [];
  const made = turn.work.write(() => {
    const collection = catalog.create(`${database}${TEMPORARY}${randomUUID()}`);
    for (const { spec } of specs) catalog.finishIndex(collection, catalog.startIndex(collection, spec));
    return collection;
  });
  try {
    for (const document of documents) {
      turn.work.write(() => made.insert(document));
      await breathe(call);
    }
    turn.work.write(() => catalog.replace(namespace, made));
  } catch (error) {
    if (!made.retired) turn.work.write(() => catalog.drop(made));
    throw error;
  }
}

function checkUniqueOn({ engine }: Call, { namespace, on }: Target): void {
  const same = (names: string[]) => names.length === on.length && names.every((name) => on.includes(name));
  const indexes = engine.catalog.find(namespace)?.indexes ?? [];
  if (same(["_id"]) || indexes.some(({ unique, spec }) => unique && same(Object.keys(spec.key)))) return;
  const message = "Cannot find index to verify that join fields will be unique";
  throw new MongoError("MergeNeedsUniqueIndex", message);
}

async function mergeOne(call: Call, target: Target, raw: Buffer): Promise<void> {
  const document = decode(raw);
  const filter = Object.fromEntries(target.on.map((name) => [name, { $eq: document[name] ?? null }]));
  const insert = (collection: Collection) => collection.insert(raw);
  await eachMatch(call, {
    namespace: target.namespace,
    selection: { filter, evaluate: evaluator({}) },
    multi: false,
    visit: (row, collection) => {
      if (target.matched === "fail") insert(collection); // refused as the duplicate it is
      const { _id, ...fields } = document;
      if (target.matched === "replace")
        collection.replace(row.record, row, { _id: row.document._id, ...fields });
      if (target.matched === "merge") collection.replace(row.record, row, { ...row.document, ...fields });
    },
    otherwise: () => {
      if (target.notMatched === "fail")
        throw new MongoError("MergeNoMatch", "$merge could not find a matching document");
      if (target.notMatched === "insert") insert(collectionForWriting(call, target.namespace));
    },
  });
}
