import { Int32 } from "bson";
import { encode } from "../bson/codec.js";
import { MongoError } from "../errors.js";
import { compileFilter } from "../query/match.js";
import type { Collection } from "../store/collection.js";
import type { Operation } from "../store/operation.js";
import { planSearch, select } from "../store/select.js";
import {
  arrayField,
  type Call,
  type CommandTable,
  collectionOf,
  countField,
  documentField,
  namespaceOf,
} from "./command.js";
import { Cursor, type Documents } from "./cursors.js";
import { type Pipeline, parsePipeline } from "./pipeline.js";
import { countDocuments, FIRST_BATCH, firstBatchReply, noDocuments } from "./read.js";
import type { Reply } from "./reply.js";

export const aggregateCommands: CommandTable = {
  aggregate: {
    fields: ["pipeline", "cursor", "allowDiskUse", "bypassDocumentValidation", "hint"],
    refused: ["explain", "let"],
    mayRunAgain: true,
    run: aggregate,
  },
};

async function aggregate(call: Call): Promise<Reply> {
  const { body, operation } = call;
  const pipeline = parsePipeline(arrayField(body, "pipeline"), body.hint);
  const options = documentField(body, "cursor");
  if (!options) throw new MongoError("FailedToParse", "The 'cursor' option is required");
  const collection = collectionOf(call);
  if (!collection) compileFilter(pipeline.selection.filter); // an invalid filter is an error even without a collection
  const source = collection ? results(collection, pipeline, operation) : noDocuments();
  const cursor = new Cursor(namespaceOf(call), operation, source, { collection });
  return firstBatchReply(call, cursor, countField(options, "batchSize") ?? FIRST_BATCH);
}

async function* results(
  collection: Collection,
  { selection, count }: Pipeline,
  operation: Operation,
): Documents {
  if (count) {
    const n = await countDocuments(collection, selection, operation);
    if (n > 0) yield [encode({ ...count.constants, [count.field]: new Int32(n) })];
    return;
  }
  for await (const rows of select(collection, planSearch(collection, selection), operation))
    yield rows.map((row) => row.raw);
}
