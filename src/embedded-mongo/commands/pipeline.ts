import type { Document } from "bson";
import { toInteger } from "../bson/numbers.js";
import { badValue, MongoError, notSupported } from "../errors.js";
import { isAccumulator } from "../query/expressions.js";
import { isDocument } from "../query/paths.js";

const supported = new Set(
  `$addFields $bucket $bucketAuto $count $documents $facet $fill $graphLookup $group $limit $lookup $match
   $merge $out $project $redact $replaceRoot $replaceWith $sample $set $setWindowFields $skip $sort $sortByCount
   $unionWith $unset $unwind`.split(/\s+/),
);

const known = new Set(
  `$densify $collStats $currentOp $geoNear $indexStats $listLocalSessions $listSessions $planCacheStats $search $searchMeta
   $vectorSearch $shardedDataDistribution $changeStreamSplitLargeEvent`.split(/\s+/),
);

export function checkStages(pipeline: unknown[], nested = false): Document[] {
  for (const [index, stage] of pipeline.entries()) {
    const names = isDocument(stage) ? Object.keys(stage) : [];
    if (!isDocument(stage)) {
      throw new MongoError("TypeMismatch", "Each element of the 'pipeline' array must be an object");
    }
    if (names.length !== 1) {
      throw new MongoError(
        "NotExactlyOneField",
        "A pipeline stage specification object must contain exactly one field.",
      );
    }
    checkStage(names[0], index === pipeline.length - 1 && !nested);
    checkOperand(names[0], stage[names[0]]);
    for (const inner of pipelinesIn(stage)) checkStages(inner, true);
  }
  return pipeline as Document[];
}

function checkStage(name: string, last: boolean): void {
  if (name === "$changeStream") {
    throw new MongoError("OnlyOnReplicaSets", "The $changeStream stage is only supported on replica sets");
  }
  if (known.has(name)) throw notSupported(`the aggregation stage ${name}`);
  if (!supported.has(name))
    throw new MongoError("UnrecognizedStage", `Unrecognized pipeline stage name: '${name}'`);
  if ((name === "$out" || name === "$merge") && !last) {
    throw new MongoError("OutNotLast", `${name} can only be the final stage of the outermost pipeline`);
  }
}

/** Mistakes that would show only when there are documents. */
function checkOperand(name: string, operand: unknown): void {
  if (name === "$limit" && !(toInteger(operand, "the limit") > 0)) {
    throw new MongoError("LimitNotPositive", "the limit must be positive");
  }
  if (name === "$skip" && toInteger(operand, "$skip") < 0)
    throw badValue("Argument to $skip cannot be negative");
  if (name === "$match" && !isDocument(operand)) {
    throw new MongoError("MatchNotADocument", "the match filter must be an expression in an object");
  }
  if (name === "$sample" && !(isDocument(operand) && toInteger(operand.size, "size") > 0)) {
    throw badValue("size argument to $sample must be a positive integer");
  }
  if (name === "$count" && (typeof operand !== "string" || !/^[^$.]+$/.test(operand))) {
    throw new MongoError("CountWithoutName", "the count field must be a non-empty string without $ and dots");
  }
  if (name === "$unwind") {
    const path = isDocument(operand) ? operand.path : operand;
    if (typeof path !== "string" || !path.startsWith("$")) {
      throw new MongoError(
        "UnwindWithoutDollar",
        `path option to $unwind stage should be prefixed with a '$': ${path}`,
      );
    }
  }
  if (name === "$group") checkGroup(operand);
}

function checkGroup(operand: unknown): void {
  if (!isDocument(operand) || !("_id" in operand)) {
    throw new MongoError("GroupWithoutId", "a group specification must include an _id");
  }
  for (const [field, accumulator] of Object.entries(operand)) {
    const name = isDocument(accumulator) ? Object.keys(accumulator)[0] : "";
    if (field !== "_id" && !isAccumulator(name)) {
      throw new MongoError("UnknownAccumulator", `unknown group operator '${name}'`);
    }
  }
}

function pipelinesIn(stage: Document): unknown[][] {
  const [value] = Object.values(stage);
  if (!isDocument(value)) return [];
  const inner = "$facet" in stage ? Object.values(value) : [value.pipeline];
  return inner.filter(Array.isArray);
}

/** The other collections that stages read from. */
export function collectionsNamedIn(stages: Document[]): Set<string> {
  const names = stages.flatMap((stage) => {
    const from =
      stage.$lookup?.from ?? stage.$graphLookup?.from ?? stage.$unionWith?.coll ?? stage.$unionWith;
    const inner = pipelinesIn(stage).flatMap((pipeline) => [...collectionsNamedIn(pipeline as Document[])]);
    return typeof from === "string" ? [from, ...inner] : inner;
  });
  return new Set(names);
}
