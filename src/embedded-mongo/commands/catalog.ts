import { type Document, Int32 } from "bson";
import { encode } from "../bson/codec.js";
import { MongoError } from "../errors.js";
import { compileFilter } from "../query/match.js";
import type { Collection } from "../store/collection.js";
import {
  type Call,
  type CommandTable,
  collectionForWriting,
  collectionOf,
  countField,
  documentField,
  namespaceOf,
  ok,
} from "./command.js";
import { Cursor, type Documents } from "./cursors.js";
import { firstBatchReply } from "./read.js";
import type { Reply } from "./reply.js";

const createRefused =
  "capped size max timeseries viewOn pipeline validator validationLevel validationAction clusteredIndex expireAfterSeconds changeStreamPreAndPostImages encryptedFields storageEngine indexOptionDefaults".split(
    " ",
  );

export const catalogCommands: CommandTable = {
  create: { fields: ["autoIndexId", "idIndex"], refused: createRefused, run: create },
  drop: { fields: [], run: drop },
  dropDatabase: { fields: [], run: dropDatabase },
  listCollections: {
    fields: ["filter", "nameOnly", "authorizedCollections", "cursor"],
    run: listCollections,
  },
};

function create(call: Call): Document {
  const namespace = namespaceOf(call);
  call.operation.work.write(() => collectionForWriting(call, namespace));
  return ok();
}

export function existing(call: Call): Collection {
  const collection = collectionOf(call);
  if (!collection) throw new MongoError("NamespaceNotFound", `ns not found ${namespaceOf(call)}`);
  return collection;
}

function drop(call: Call): Document {
  const collection = existing(call);
  const nIndexesWas = new Int32(collection.indexes.length);
  call.operation.work.write(() => call.engine.catalog.drop(collection));
  return ok({ nIndexesWas, ns: collection.namespace });
}

function dropDatabase({ engine, database, operation }: Call): Document {
  for (const collection of engine.catalog.ofDatabase(database))
    operation.work.write(() => engine.catalog.drop(collection));
  return ok({ dropped: database });
}

export async function list(call: Call, name: string, documents: Document[]): Promise<Reply> {
  const cursor = new Cursor(`${call.database}.${name}`, call.operation, singleChunk(documents.map(encode)));
  const batchSize = countField(documentField(call.body, "cursor") ?? {}, "batchSize");
  return firstBatchReply(call, cursor, batchSize ?? Number.POSITIVE_INFINITY);
}

async function* singleChunk(documents: Buffer[]): Documents {
  yield documents;
}

function listCollections(call: Call): Promise<Reply> {
  const { engine, database, body } = call;
  const matches = compileFilter(documentField(body, "filter") ?? {});
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
