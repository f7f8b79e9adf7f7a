import type { Document } from "bson";
import { decode } from "../bson/codec.js";
import { MongoError, notSupported } from "../errors.js";
import { evaluator } from "../query/expressions.js";
import { isDocument } from "../query/paths.js";
import type { Collection } from "../store/collection.js";
import { type Call, collectionForWriting } from "./command.js";
import type { Documents } from "./cursors.js";
import { eachMatch } from "./each-match.js";

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
  if (isDocument(target) && typeof target.coll === "string") return `${target.db ?? database}.${target.coll}`;
  throw new MongoError("FailedToParse", "$out and $merge need the name of a collection");
}

function oneOf<T extends string>(value: string, allowed: T[]): T {
  if (allowed.includes(value as T)) return value as T;
  throw new MongoError("BadValue", `Enumeration value '${value}' is not valid for $merge`);
}

/** Everything is read before the first word is written: the target may be the source. */
export async function* writeTo(call: Call, target: Target, source: Documents): Documents {
  const documents: Buffer[] = [];
  for (let next = await source.next(); !next.done; next = await source.next()) documents.push(...next.value);
  const { turn, engine } = call;
  if (target.replacesAll) {
    const old = engine.catalog.find(target.namespace);
    turn.work.write(() => {
      const made = old ? emptied(call, old) : engine.catalog.create(target.namespace);
      for (const document of documents) made.insert(document);
    });
    return;
  }
  for (const document of documents) {
    await mergeOne(call, target, document);
    if (turn.over) await turn.work.settled();
    await turn.pause();
  }
}

/** The same collection with the same indexes and nothing in it. */
function emptied({ engine }: Call, old: Collection): Collection {
  const specs = old.indexes.filter(({ name }) => name !== "_id_").map(({ spec }) => spec);
  engine.catalog.drop(old);
  const made = engine.catalog.create(old.namespace);
  for (const spec of specs) engine.catalog.finishIndex(made, engine.catalog.startIndex(made, spec));
  return made;
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
