import { type Document, Int32 } from "bson";
import { encode } from "../bson/codec.js";
import { isNumeric, toDouble } from "../bson/numbers.js";
import { sameValue } from "../bson/order.js";
import { MongoError, notSupported } from "../errors.js";
import { compileFilter } from "../query/match.js";
import { isDocument } from "../query/paths.js";
import { sameKey } from "../query/select.js";
import type { Collection } from "../store/collection.js";
import type { Index, IndexSpec } from "../store/index.js";
import type { Reply } from "../wire/message.js";
import {
  arrayField,
  type Call,
  type CommandTable,
  collectionForWriting,
  collectionOf,
  countField,
  documentField,
  evaluatorOf,
  namespaceOf,
  ok,
} from "./command.js";
import { Cursor, type Documents } from "./cursors.js";
import { buildIndex } from "./index-build.js";
import { firstReply } from "./read.js";

const createRefused =
  "capped size max timeseries viewOn pipeline validator validationLevel validationAction clusteredIndex expireAfterSeconds changeStreamPreAndPostImages encryptedFields storageEngine indexOptionDefaults".split(
    " ",
  );

export const catalogCommands: CommandTable = {
  create: { fields: ["autoIndexId", "idIndex"], refused: createRefused, run: create },
  drop: { fields: [], run: drop },
  dropDatabase: { fields: [], run: dropDatabase },
  listCollections: { fields: ["filter", "nameOnly", "authorizedCollections", "cursor"], run: listCollections },
  createIndexes: { fields: ["indexes", "commitQuorum", "ignoreUnknownIndexOptions"], run: createIndexes },
  listIndexes: { fields: ["cursor"], run: listIndexes },
  dropIndexes: { fields: ["index"], run: dropIndexes },
};

function create(call: Call): Document {
  const namespace = namespaceOf(call);
  if (call.engine.catalog.find(namespace)) {
    throw new MongoError("NamespaceExists", `Collection ${namespace} already exists.`);
  }
  call.turn.work.write(() => call.engine.catalog.create(namespace));
  return ok();
}

function existing(call: Call): Collection {
  const collection = collectionOf(call);
  if (!collection) throw new MongoError("NamespaceNotFound", `ns not found ${namespaceOf(call)}`);
  return collection;
}

function drop(call: Call): Document {
  const collection = existing(call);
  const nIndexesWas = new Int32(collection.indexes.length);
  call.turn.work.write(() => call.engine.catalog.drop(collection));
  return ok({ nIndexesWas, ns: collection.namespace });
}

function dropDatabase({ engine, database, turn }: Call): Document {
  for (const collection of engine.catalog.ofDatabase(database)) turn.work.write(() => engine.catalog.drop(collection));
  return ok({ dropped: database });
}

async function list(call: Call, name: string, documents: Document[]): Promise<Reply> {
  const cursor = new Cursor(`${call.database}.${name}`, call.turn, chunkOf(documents.map(encode)));
  const { batchSize } = { batchSize: countField(documentField(call.body, "cursor") ?? {}, "batchSize") };
  return firstReply(call, cursor, batchSize ?? Number.POSITIVE_INFINITY);
}

async function* chunkOf(documents: Buffer[]): Documents {
  yield documents;
}

function listCollections(call: Call): Promise<Reply> {
  const { engine, database, body } = call;
  const matches = compileFilter(documentField(body, "filter") ?? {}, evaluatorOf({}));
  const views = engine.catalog.ofDatabase(database).map(({ namespace, uuid, indexes }) => ({
    name: namespace.slice(database.length + 1),
    type: "collection",
    options: {},
    info: { readOnly: false, uuid },
    idIndex: indexes.find(({ name }) => name === "_id_")?.spec,
  }));
  const found = views.filter(matches);
  const shown = body.nameOnly === true ? found.map(({ name, type }) => ({ name, type })) : found;
  return list(call, "$cmd.listCollections", shown);
}

async function listIndexes(call: Call): Promise<Reply> {
  const collection = existing(call);
  const [, name] = [call.database, collection.namespace.slice(call.database.length + 1)];
  return list(
    call,
    name,
    collection.indexes.map(({ spec }) => spec),
  );
}

const indexOptions = ["v", "key", "name", "unique", "sparse", "expireAfterSeconds", "background", "ns", "hidden"];

async function createIndexes(call: Call): Promise<Document> {
  const specs = arrayField(call.body, "indexes").map(checkSpec);
  const namespace = namespaceOf(call);
  const createdCollectionAutomatically = !collectionOf(call);
  const collection = call.turn.work.write(() => collectionForWriting(call, namespace));
  const before = collection.indexes.length;
  for (const spec of specs) {
    if (!alreadyThere(collection, spec)) await buildIndex(call, collection, spec);
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
  const unknown = Object.keys(spec).find((name) => !indexOptions.includes(name));
  if (unknown) throw notSupported(`the index option ${unknown}`);
  if (spec.hidden === true) throw notSupported("a hidden index");
  const directions = Object.values(spec.key);
  if (directions.length === 0) throw new MongoError("CannotCreateIndex", "Index keys cannot be empty.");
  for (const direction of directions) {
    if (typeof direction === "string") throw notSupported(`a ${direction} index`);
    if (!isNumeric(direction) || toDouble(direction) === 0) {
      throw new MongoError("CannotCreateIndex", "Values in the index key pattern must be positive or negative numbers");
    }
  }
  if (Object.keys(spec.key).some((path) => path.startsWith("$") || path.split(".").includes(""))) {
    throw new MongoError("CannotCreateIndex", "Index keys cannot be empty or begin with $");
  }
  if (spec.expireAfterSeconds !== undefined && (directions.length > 1 || !isNumeric(spec.expireAfterSeconds))) {
    throw new MongoError("CannotCreateIndex", "TTL indexes are single-field indexes with a number of seconds");
  }
  return { v: 2, ...kept } as IndexSpec;
}

/** The same index again is no error; another one of the same name or the same key is. */
function alreadyThere({ indexes }: Collection, spec: IndexSpec): boolean {
  if (sameKey(spec.key, { _id: new Int32(1) })) return true;
  const named = indexes.find(({ name }) => name === spec.name);
  if (named && !sameKey(named.spec.key, spec.key)) {
    const message = `An existing index has the same name as the requested index: ${spec.name}`;
    throw new MongoError("IndexKeySpecsConflict", message);
  }
  const keyed = indexes.find((index) => sameKey(index.spec.key, spec.key));
  if (!keyed) return false;
  const same = ["unique", "sparse"].every((option) => (keyed.spec[option] === true) === (spec[option] === true));
  if (!same && named) throw new MongoError("IndexKeySpecsConflict", `Index ${spec.name} exists with other options`);
  const ttl = sameValue(keyed.spec.expireAfterSeconds ?? null, spec.expireAfterSeconds ?? null);
  if (keyed.name === spec.name && same && ttl) return true;
  throw new MongoError("IndexOptionsConflict", `Index already exists with a different name or options: ${keyed.name}`);
}

function dropIndexes(call: Call): Document {
  const collection = existing(call);
  const nIndexesWas = new Int32(collection.indexes.length);
  const doomed = indexesToDrop(collection, call.body.index);
  call.turn.work.write(() => {
    for (const index of doomed) call.engine.catalog.dropIndex(collection, index);
  });
  return ok({ nIndexesWas });
}

function indexesToDrop({ indexes }: Collection, wanted: unknown): Index[] {
  const others = indexes.filter(({ name }) => name !== "_id_");
  if (wanted === "*") return others;
  return (Array.isArray(wanted) ? wanted : [wanted]).map((each) => {
    if (each === "_id_" || sameKey(each, { _id: new Int32(1) })) throw new MongoError("InvalidOptions", "cannot drop _id index");
    const found = others.find(({ name, spec }) => name === each || sameKey(spec.key, each));
    if (!found) throw new MongoError("IndexNotFound", `index not found with name [${each}]`);
    return found;
  });
}

