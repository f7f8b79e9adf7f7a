import { type Document, Int32 } from "bson";
import { isDocument } from "../bson/documents.js";
import { isNumeric, toDouble } from "../bson/numbers.js";
import { sameValue } from "../bson/order.js";
import { MongoError, notSupported } from "../errors.js";
import type { Collection } from "../store/collection.js";
import type { CollectionIndex, IndexSpec } from "../store/collection-index.js";
import { sameKey } from "../store/select.js";
import { buildIndex } from "./build-index.js";
import { existing, list } from "./catalog.js";
import {
  arrayField,
  type Call,
  type CommandTable,
  collectionForWriting,
  collectionOf,
  namespaceOf,
  ok,
  refuseCollation,
} from "./command.js";
import type { Reply } from "./reply.js";

export const indexCommands: CommandTable = {
  createIndexes: { fields: ["indexes", "commitQuorum", "ignoreUnknownIndexOptions"], run: createIndexes },
  listIndexes: { fields: ["cursor"], run: listIndexes },
  dropIndexes: { fields: ["index"], run: dropIndexes },
};

async function listIndexes(call: Call): Promise<Reply> {
  const collection = existing(call);
  const name = collection.namespace.slice(call.database.length + 1);
  return list(
    call,
    name,
    collection.indexes.map(({ spec }) => spec),
  );
}

const indexOptions = ["v", "key", "name", "unique", "sparse", "expireAfterSeconds", "background", "ns"];
const unsupportedOptions =
  "partialFilterExpression collation hidden weights default_language language_override textIndexVersion 2dsphereIndexVersion bits min max wildcardProjection storageEngine prepareUnique clustered".split(
    " ",
  );
const indexKinds: unknown[] = ["text", "2d", "2dsphere", "hashed"];

async function createIndexes(call: Call): Promise<Document> {
  const specs = arrayField(call.body, "indexes").map(checkSpec);
  const namespace = namespaceOf(call);
  const createdCollectionAutomatically = !collectionOf(call);
  const collection = call.operation.work.write(() => collectionForWriting(call, namespace));
  const before = collection.indexes.length;
  for (const spec of specs) {
    // Another client may be building the same index.
    while (collection.builds.size > 0) await Promise.all(collection.builds);
    if (!alreadyExists(collection, spec)) await buildIndex(call, collection, spec);
  }
  return ok({
    numIndexesBefore: new Int32(before),
    numIndexesAfter: new Int32(collection.indexes.length),
    createdCollectionAutomatically,
    ...(before === collection.indexes.length ? { note: "all indexes already exist" } : {}),
  });
}

function checkSpec(spec: unknown): IndexSpec {
  if (!isDocument(spec) || !isDocument(spec.key) || typeof spec.name !== "string") {
    throw new MongoError("FailedToParse", "an index needs a key and a name");
  }
  const { v: _v, background: _background, ns: _ns, ...kept } = spec;
  checkOptions(spec);
  const directions = Object.values(spec.key);
  if (directions.length === 0) throw new MongoError("CannotCreateIndex", "Index keys cannot be empty.");
  for (const direction of directions) {
    if (indexKinds.includes(direction)) throw notSupported(`a ${direction} index`);
    if (!isNumeric(direction) || toDouble(direction) === 0) {
      throw new MongoError(
        "CannotCreateIndex",
        "Values in the index key pattern must be positive or negative numbers",
      );
    }
  }
  if (Object.keys(spec.key).some((path) => path.startsWith("$") || path.split(".").includes(""))) {
    throw new MongoError("CannotCreateIndex", "Index keys cannot be empty or begin with $");
  }
  const ttl = spec.expireAfterSeconds;
  if (ttl !== undefined && (directions.length > 1 || !isNumeric(ttl) || toDouble(ttl) < 0)) {
    throw new MongoError(
      "CannotCreateIndex",
      "TTL indexes are single-field indexes with a number of seconds",
    );
  }
  for (const name of ["unique", "sparse"]) if (name in kept) kept[name] = toBoolean(name, kept[name]);
  return { v: 2, ...kept } as IndexSpec;
}

/** Index options still accept numbers as booleans. */
function toBoolean(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (isNumeric(value)) return toDouble(value) !== 0;
  throw new MongoError(
    "TypeMismatch",
    `The field '${name}' has a value that is neither a boolean nor a number`,
  );
}

function checkOptions(spec: Document): void {
  const invalid = ["sparse", "expireAfterSeconds"].find((name) => name in spec);
  if (invalid && sameKey(spec.key, { _id: new Int32(1) })) {
    throw new MongoError(
      "InvalidIndexSpecificationOption",
      `The field '${invalid}' is not valid for an _id index`,
    );
  }
  for (const [name, value] of Object.entries(spec)) {
    if (indexOptions.includes(name)) continue;
    if (name === "collation") refuseCollation(value);
    else if (!unsupportedOptions.includes(name)) {
      throw new MongoError(
        "InvalidIndexSpecificationOption",
        `The field '${name}' is not valid for an index specification`,
      );
    } else if (value !== false) throw notSupported(`the index option ${name}`);
  }
}

/** To create the same index again is no error; a different one with the same name or key is. */
function alreadyExists({ indexes }: Collection, spec: IndexSpec): boolean {
  if (sameKey(spec.key, { _id: new Int32(1) })) return true;
  const named = indexes.find(({ name }) => name === spec.name);
  if (named && !sameKey(named.spec.key, spec.key)) {
    const message = `An existing index has the same name as the requested index: ${spec.name}`;
    throw new MongoError("IndexKeySpecsConflict", message);
  }
  const keyed = indexes.find((index) => sameKey(index.spec.key, spec.key));
  if (!keyed) return false;
  const same = ["unique", "sparse"].every(
    (option) => (keyed.spec[option] === true) === (spec[option] === true),
  );
  if (!same && named)
    throw new MongoError("IndexKeySpecsConflict", `Index ${spec.name} exists with other options`);
  const ttl = sameValue(keyed.spec.expireAfterSeconds ?? null, spec.expireAfterSeconds ?? null);
  if (keyed.name === spec.name && same && ttl) return true;
  throw new MongoError(
    "IndexOptionsConflict",
    `Index already exists with a different name or options: ${keyed.name}`,
  );
}

function dropIndexes(call: Call): Document {
  const collection = existing(call);
  const nIndexesWas = new Int32(collection.indexes.length);
  const toDrop = indexesToDrop(collection, call.body.index);
  call.operation.work.write(() => {
    for (const index of toDrop) call.engine.catalog.dropIndex(collection, index);
  });
  return ok({ nIndexesWas });
}

function indexesToDrop({ indexes }: Collection, wanted: unknown): CollectionIndex[] {
  const others = indexes.filter(({ name }) => name !== "_id_");
  if (wanted === "*") return others;
  return (Array.isArray(wanted) ? wanted : [wanted]).map((each) => {
    if (each === "_id_" || sameKey(each, { _id: new Int32(1) }))
      throw new MongoError("InvalidOptions", "cannot drop _id index");
    const found = others.find(({ name, spec }) => name === each || sameKey(spec.key, each));
    if (!found) throw new MongoError("IndexNotFound", `index not found with name [${each}]`);
    return found;
  });
}
