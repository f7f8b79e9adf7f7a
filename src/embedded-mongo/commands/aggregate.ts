import { Int32 } from "bson";
import { encode } from "../bson/codec.js";
import { MongoError } from "../errors.js";
import { compileFilter } from "../query/match.js";
import type { Collection } from "../store/collection.js";
import type { Turn } from "../store/operation.js";
import { planFor, select } from "../store/select.js";
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
import { countMatching, FIRST_BATCH, firstReply, nothing } from "./read.js";
import type { Reply } from "./reply.js";

export const aggregateCommands: CommandTable = {
  aggregate: {
    fields: ["pipeline", "cursor", "allowDiskUse", "bypassDocumentValidation", "hint"],
    refused: ["explain", "let"],
    run: aggregate,
  },
};

async function aggregate(call: Call): Promise<Reply> {
  const { body, turn } = call;
  const pipeline = parsePipeline(arrayField(body, "pipeline"), body.hint);
  const options = documentField(body, "cursor");
  if (!options) throw new MongoError("FailedToParse", "The 'cursor' option is required");
  const collection = collectionOf(call);
  if (!collection) compileFilter(pipeline.selection.filter); // an invalid filter is an error even so
  const source = collection ? results(collection, pipeline, turn) : nothing();
  const cursor = new Cursor(namespaceOf(call), turn, source);
  return firstReply(call, cursor, countField(options, "batchSize") ?? FIRST_BATCH);
}

async function* results(collection: Collection, { selection, count }: Pipeline, turn: Turn): Documents {
  if (count) {
    const n = await countMatching(collection, selection, turn);
    if (n > 0) yield [encode({ ...count.constants, [count.field]: new Int32(n) })];
    return;
  }
  for await (const rows of select(collection, planFor(collection, selection), turn))
    yield rows.map((row) => row.raw);
}
