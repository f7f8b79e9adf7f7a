import { type Document, Int32 } from "bson";
import { isDocument } from "../bson/documents.js";
import { toInteger } from "../bson/numbers.js";
import { badValue, MongoError, notSupported } from "../errors.js";
import type { Selection } from "../store/select.js";

export interface Pipeline {
  selection: Selection;
  /** If the pipeline ends with a count: the name of its field, and the other fields of the result. */
  count?: { field: string; constants: Document };
}

const order = ["$match", "$sort", "$skip", "$limit", "$group", "$count"];

const unsupported = new Set(
  `$addFields $bucket $bucketAuto $changeStreamSplitLargeEvent $collStats $currentOp $densify $documents $facet $fill
   $geoNear $graphLookup $indexStats $listLocalSessions $listSessions $lookup $merge $out $planCacheStats $project
   $redact $replaceRoot $replaceWith $sample $search $searchMeta $set $setWindowFields $shardedDataDistribution
   $sortByCount $unionWith $unset $unwind $vectorSearch`.split(/\s+/),
);

/** Only pipelines that a query can express: `$match… $sort $skip $limit`, with a count at the end if any. */
export function parsePipeline(stages: unknown[], hint: unknown): Pipeline {
  const pipeline: Pipeline = { selection: { filter: {}, hint } };
  const filters: Document[] = [];
  let previous = 0;
  for (const stage of stages) {
    const [name, operand] = nameAndOperand(stage);
    const position = order.indexOf(name);
    if (position < previous || (position === previous && position > 0))
      throw notSupported(`a pipeline in another order than ${order.join(" ")}`);
    previous = position;
    if (name === "$match") filters.push(checkMatch(operand));
    else addStage(name, operand, pipeline);
  }
  if (filters.length > 0) pipeline.selection.filter = filters.length === 1 ? filters[0] : { $and: filters };
  return pipeline;
}

function nameAndOperand(stage: unknown): [string, unknown] {
  if (!isDocument(stage))
    throw new MongoError("TypeMismatch", "Each element of the 'pipeline' array must be an object");
  const [entry, ...others] = Object.entries(stage);
  if (!entry || others.length > 0) {
    const message = "A pipeline stage specification object must contain exactly one field.";
    throw new MongoError("NotExactlyOneField", message);
  }
  const [name] = entry;
  if (order.includes(name)) return entry;
  if (name === "$changeStream")
    throw new MongoError("OnlyOnReplicaSets", "The $changeStream stage is only supported on replica sets");
  if (unsupported.has(name)) throw notSupported(`the aggregation stage ${name}`);
  throw new MongoError("UnrecognizedStage", `Unrecognized pipeline stage name: '${name}'`);
}

function checkMatch(operand: unknown): Document {
  if (isDocument(operand)) return operand;
  throw new MongoError("MatchNotADocument", "the match filter must be an expression in an object");
}

function addStage(name: string, operand: unknown, pipeline: Pipeline): void {
  const { selection } = pipeline;
  switch (name) {
    case "$sort":
      if (!isDocument(operand)) throw badValue("the $sort key specification must be an object");
      selection.sort = operand;
      break;
    case "$skip":
      selection.skip = toInteger(operand, "$skip");
      if (selection.skip < 0) throw badValue("Argument to $skip cannot be negative");
      break;
    case "$limit":
      selection.limit = toInteger(operand, "the limit");
      if (selection.limit <= 0) throw new MongoError("LimitNotPositive", "the limit must be positive");
      break;
    default:
      if (pipeline.count) throw notSupported("a count of a count");
      pipeline.count = name === "$group" ? parseGroup(operand) : parseCount(operand);
  }
}

function parseCount(field: unknown): Pipeline["count"] {
  if (typeof field === "string" && /^[^$.]+$/.test(field)) return { field, constants: {} };
  throw new MongoError("CountWithoutName", "the count field must be a non-empty string without $ and dots");
}

/** The group with which drivers count: `{ _id: 1, n: { $sum: 1 } }`. */
function parseGroup(operand: unknown): Pipeline["count"] {
  if (!isDocument(operand) || !("_id" in operand))
    throw new MongoError("GroupWithoutId", "a group specification must include an _id");
  const { _id, ...fields } = operand;
  const [[field, sum] = [], ...others] = Object.entries(fields);
  const constant = _id === null || _id instanceof Int32;
  const counts = isDocument(sum) && sum.$sum instanceof Int32 && sum.$sum.value === 1;
  if (field === undefined || others.length > 0 || !constant || !counts)
    throw notSupported("a $group that does more than count everything");
  return { field, constants: { _id } };
}
