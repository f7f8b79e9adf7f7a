import { type Document, Int32 } from "bson";
import { encode } from "../bson/codec.js";
import { toInteger } from "../bson/numbers.js";
import { MongoError } from "../errors.js";
import { runPipeline, variablesOf } from "../query/expressions.js";
import { isDocument } from "../query/paths.js";
import { toPlain } from "../query/plain.js";
import { planFor, type Selection, select } from "../store/select.js";
import type { Reply } from "../wire/message.js";
import {
  arrayField,
  type Call,
  type CommandTable,
  countField,
  documentField,
  evaluatorOf,
} from "./command.js";
import { Cursor, type Documents } from "./cursors.js";
import { checkTarget, writeTo } from "./merge.js";
import { checkStages, collectionsNamedIn } from "./pipeline.js";
import { countMatching, FIRST_BATCH, firstReply, nothing } from "./read.js";

export const aggregateCommands: CommandTable = {
  aggregate: {
    fields: ["pipeline", "cursor", "allowDiskUse", "bypassDocumentValidation", "let", "hint"],
    refused: ["explain"],
    run: aggregate,
  },
};

async function aggregate(call: Call): Promise<Reply> {
  const { body, database, turn } = call;
  const stages = checkStages(arrayField(body, "pipeline"));
  const options = documentField(body, "cursor");
  if (!options) throw new MongoError("FailedToParse", "The 'cursor' option is required");
  const target = checkTarget(stages, database);
  const name = typeof body.aggregate === "string" ? body.aggregate : "$cmd.aggregate";
  const namespace = `${database}.${name}`;
  const documents = produce(call, namespace, target ? stages.slice(0, -1) : stages);
  if (target) await writeTo(call, target, documents);
  const cursor = new Cursor(namespace, turn, target ? nothing() : documents);
  return firstReply(call, cursor, target ? 1 : (countField(options, "batchSize") ?? FIRST_BATCH));
}

/** The stages before `rest` are a selection, with which indexes help. */
export interface Split {
  selection: Selection;
  rest: Document[];
}

export function splitPipeline(stages: Document[], body: Document): Split {
  const filters: Document[] = [];
  const selection: Selection = { filter: {}, hint: body.hint, evaluate: evaluatorOf(body) };
  let at = 0;
  for (; isDocument(stages[at]?.$match); at++) filters.push(stages[at].$match);
  if (filters.length > 0) selection.filter = filters.length === 1 ? filters[0] : { $and: filters };
  if (stages[at]?.$sort) selection.sort = stages[at++].$sort;
  if (stages[at]?.$skip !== undefined) selection.skip = toInteger(stages[at++].$skip, "$skip");
  if (stages[at]?.$limit !== undefined) {
    selection.limit = toInteger(stages[at++].$limit, "$limit");
    if (selection.limit <= 0) throw new MongoError("BadValue", "the limit must be positive");
  }
  return { selection, rest: stages.slice(at) };
}

async function* produce(call: Call, namespace: string, stages: Document[]): Documents {
  const { engine, turn, body } = call;
  const { selection, rest } = splitPipeline(stages, body);
  const collection = engine.catalog.find(namespace);
  const fields = rest.length === 1 ? countFields(rest[0]) : undefined;
  if (fields) {
    const n = collection ? await countMatching(collection, selection, turn) : 0;
    if (n > 0) yield [encode({ ...fields.constants, [fields.name]: new Int32(n) })];
    return;
  }
  const input: Document[] = [];
  for await (const rows of collection ? select(collection, planFor(collection, selection), turn) : []) {
    if (rest.length === 0) yield rows.map((row) => row.raw);
    else for (const row of rows) input.push(toPlain(row.document) as Document);
  }
  if (rest.length === 0) return;
  const others = await loadOthers(call, rest);
  const results = runPipeline(input, {
    stages: rest,
    variables: variablesOf(documentField(body, "let")),
    others,
  });
  for (let at = 0; at < results.length; at += FIRST_BATCH)
    yield results.slice(at, at + FIRST_BATCH).map(encodePlain);
}

/** A field that an expression left out is not null. */
function encodePlain(document: Document): Buffer {
  return encode(withoutUndefined(document) as Document);
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => withoutUndefined(element) ?? null);
  if (!isDocument(value)) return value;
  const kept = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(kept.map(([name, child]) => [name, withoutUndefined(child)]));
}

/** `$count`, and the group with which drivers count: they need numbers of keys only, no documents. */
function countFields(stage: Document): { name: string; constants: Document } | undefined {
  if (typeof stage.$count === "string") return { name: stage.$count, constants: {} };
  const { _id, ...fields } = isDocument(stage.$group) ? stage.$group : {};
  const [[name, sum] = [], ...more] = Object.entries(fields);
  const constant = _id === null || _id instanceof Int32;
  if (!name || more.length > 0 || !constant || !isDocument(sum)) return undefined;
  return sum.$sum instanceof Int32 && sum.$sum.value === 1 ? { name, constants: { _id } } : undefined;
}

async function loadOthers(
  { engine, database, turn, body }: Call,
  stages: Document[],
): Promise<Map<string, Document[]>> {
  const others = new Map<string, Document[]>();
  for (const name of collectionsNamedIn(stages)) {
    const collection = engine.catalog.find(`${database}.${name}`);
    const documents: Document[] = [];
    const all = { filter: {}, evaluate: evaluatorOf(body) };
    for await (const rows of collection ? select(collection, planFor(collection, all), turn) : []) {
      for (const row of rows) documents.push(toPlain(row.document) as Document);
    }
    others.set(name, documents);
  }
  return others;
}
