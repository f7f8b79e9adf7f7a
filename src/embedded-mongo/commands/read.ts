import { type Document, Int32, Long } from "bson";
import { encode } from "../bson/codec.js";
import { missing } from "../bson/documents.js";
import { toInteger } from "../bson/numbers.js";
import { Rank, rankOf, valueKey } from "../bson/order.js";
import { badValue } from "../errors.js";
import { compileFilter } from "../query/match.js";
import { valuesAt } from "../query/paths.js";
import { positionIn } from "../query/positional.js";
import { compileProjection } from "../query/projection.js";
import type { Collection } from "../store/collection.js";
import type { Operation } from "../store/operation.js";
import type { Row } from "../store/rows.js";
import { planSearch, type Selection, select } from "../store/select.js";
import {
  type Call,
  type CommandTable,
  collectionOf,
  countField,
  documentField,
  namespaceOf,
  ok,
} from "./command.js";
import { Cursor, type Documents } from "./cursors.js";
import { cursorReply, type Reply } from "./reply.js";

export const FIRST_BATCH = 101;

export const readCommands: CommandTable = {
  find: {
    fields:
      "filter sort projection hint skip limit batchSize singleBatch noCursorTimeout allowDiskUse allowPartialResults oplogReplay".split(
        " ",
      ),
    refused: ["let", "max", "min", "returnKey", "showRecordId", "tailable", "awaitData"],
    mayRunAgain: true,
    run: find,
  },
  getMore: { fields: ["collection", "batchSize"], run: getMore },
  killCursors: { fields: ["cursors"], run: killCursors },
  count: {
    fields: ["query", "limit", "skip", "hint"],
    mayRunAgain: true,
    run: async (call) => ok({ n: new Int32(await count(call)) }),
  },
  distinct: { fields: ["key", "query", "hint"], mayRunAgain: true, run: distinct },
};

export function selectionOf(body: Document): Selection {
  return {
    filter: documentField(body, "filter") ?? documentField(body, "query") ?? {},
    sort: documentField(body, "sort"),
    skip: countField(body, "skip"),
    limit: countField(body, "limit") || undefined,
    hint: body.hint,
  };
}

async function find(call: Call): Promise<Reply> {
  const { body, operation } = call;
  const namespace = namespaceOf(call);
  const selection = selectionOf(body);
  const collection = collectionOf(call);
  if (!collection) compileFilter(selection.filter); // an invalid filter is an error even without a collection
  const documents = collection ? documentsOf(collection, selection, body, operation) : noDocuments();
  const cursor = new Cursor(namespace, operation, documents, {
    collection,
    limit: selection.limit,
    noTimeout: body.noCursorTimeout === true,
  });
  return firstBatchReply(
    call,
    cursor,
    countField(body, "batchSize") ?? FIRST_BATCH,
    body.singleBatch === true,
  );
}

export async function firstBatchReply(
  call: Call,
  cursor: Cursor,
  batchSize: number,
  singleBatch = false,
): Promise<Reply> {
  const { documents, ended } = await cursor.next(batchSize);
  if (ended || singleBatch) await cursor.close();
  // After a rollback this reply is not sent, and no client could close the cursor.
  await call.operation.work.committed();
  const id = ended || singleBatch ? Long.ZERO : call.engine.cursors.add(cursor);
  return cursorReply("firstBatch", documents, id, cursor.namespace);
}

export async function* noDocuments(): Documents {}

function documentsOf(
  collection: Collection,
  selection: Selection,
  body: Document,
  operation: Operation,
): Documents {
  const { filter } = selection;
  const project = compileProjection(documentField(body, "projection") ?? {}, (document, array) =>
    positionIn(filter, document, array),
  );
  // Planned now, so that an invalid filter fails this command and not the next batch.
  return projected(select(collection, planSearch(collection, selection), operation), project);
}

async function* projected(
  chunks: AsyncIterable<Row[]>,
  project?: (document: Document) => Document,
): Documents {
  for await (const rows of chunks)
    yield rows.map((row) => (project ? encode(project(row.document)) : row.raw));
}

async function getMore(call: Call): Promise<Reply> {
  const { body, database, engine, operation } = call;
  const namespace = `${database}.${body.collection}`;
  const cursor = engine.cursors.find(body.getMore, namespace);
  cursor.operation.continueWith(operation.work);
  const { documents, ended } = await cursor.next(countField(body, "batchSize") || Number.POSITIVE_INFINITY);
  if (ended) await engine.cursors.kill(body.getMore);
  return cursorReply("nextBatch", documents, ended ? Long.ZERO : body.getMore, namespace);
}

async function killCursors({ body, engine }: Call): Promise<Document> {
  const ids: unknown[] = Array.isArray(body.cursors) ? body.cursors : [];
  const killed = await Promise.all(ids.map((id) => engine.cursors.kill(id)));
  return ok({
    cursorsKilled: ids.filter((_id, index) => killed[index]),
    cursorsNotFound: ids.filter((_id, index) => !killed[index]),
    cursorsAlive: [],
    cursorsUnknown: [],
  });
}

async function count(call: Call): Promise<number> {
  const { body } = call;
  const collection = collectionOf(call);
  // A negative limit is an old form of the same limit.
  const limit = body.limit === undefined ? undefined : Math.abs(toInteger(body.limit, "limit")) || undefined;
  return collection
    ? countDocuments(collection, { ...selectionOf({ ...body, limit: undefined }), limit }, call.operation)
    : 0;
}

export async function countDocuments(
  collection: Collection,
  selection: Selection,
  operation: Operation,
): Promise<number> {
  const { filter, skip = 0, limit = Number.POSITIVE_INFINITY } = selection;
  const afterSkipAndLimit = (all: number) => Math.min(Math.max(all - skip, 0), limit);
  operation.work.joinOpenBatch();
  if (Object.keys(filter).length === 0 && !selection.hint) return afterSkipAndLimit(collection.count());
  const search = planSearch(collection, selection);
  const { plan } = search;
  const [scan] = plan.scans;
  if (scan && plan.scans.length === 1 && !plan.needsFilter && !plan.mayRepeat) {
    operation.work.writeLateKeys(collection);
    const keys = scan.index.count(scan.ranges, MAX_KEYS_COUNTED_AT_ONCE);
    if (keys < MAX_KEYS_COUNTED_AT_ONCE && !collection.hasLateKeys) return afterSkipAndLimit(keys);
  }
  let all = 0;
  for await (const rows of select(collection, search, operation)) all += rows.length;
  return all;
}

/** More keys than this are counted in chunks, so that other commands can run. */
const MAX_KEYS_COUNTED_AT_ONCE = 200_000;

async function distinct(call: Call): Promise<Document> {
  const { body, operation } = call;
  if (typeof body.key !== "string") throw badValue("BSON field 'distinct.key' must be a string");
  const path = body.key.split(".");
  const collection = collectionOf(call);
  const values = new Map<string, unknown>();
  for await (const rows of collection
    ? select(collection, planSearch(collection, selectionOf(body)), operation)
    : []) {
    for (const value of rows.flatMap((row) => valuesAt(row.document, path)).flat()) {
      if (value !== missing && rankOf(value) !== Rank.Undefined) values.set(valueKey(value), value);
    }
  }
  return ok({ values: [...values.values()] });
}
