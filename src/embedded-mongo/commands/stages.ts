import type { Document } from "bson";
import { MongoError, notSupported } from "../errors.js";
import { isDocument } from "../query/paths.js";

const supported = new Set(
  `$addFields $bucket $bucketAuto $count $densify $documents $facet $fill $graphLookup $group $limit $lookup $match
   $merge $out $project $redact $replaceRoot $replaceWith $sample $set $setWindowFields $skip $sort $sortByCount
   $unionWith $unset $unwind`.split(/\s+/),
);

const known = new Set(
  `$collStats $currentOp $geoNear $indexStats $listLocalSessions $listSessions $planCacheStats $search $searchMeta
   $vectorSearch $shardedDataDistribution $changeStreamSplitLargeEvent`.split(/\s+/),
);

export function checkStages(pipeline: unknown[]): Document[] {
  for (const [index, stage] of pipeline.entries()) {
    const names = isDocument(stage) ? Object.keys(stage) : [];
    if (!isDocument(stage)) {
      throw new MongoError("TypeMismatch", "Each element of the 'pipeline' array must be an object");
    }
    if (names.length !== 1) {
      throw new MongoError("NotExactlyOneField", "A pipeline stage specification object must contain exactly one field.");
    }
    checkStage(names[0], index === pipeline.length - 1);
    for (const inner of pipelinesIn(stage)) checkStages(inner);
  }
  return pipeline as Document[];
}

function checkStage(name: string, last: boolean): void {
  if (name === "$changeStream") {
    throw new MongoError("OnlyOnReplicaSets", "The $changeStream stage is only supported on replica sets");
  }
  if (known.has(name)) throw notSupported(`the aggregation stage ${name}`);
  if (!supported.has(name)) throw new MongoError("UnrecognizedStage", `Unrecognized pipeline stage name: '${name}'`);
  if ((name === "$out" || name === "$merge") && !last) {
    throw new MongoError("OutNotLast", `${name} can only be the final stage in the pipeline`);
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
    const from = stage.$lookup?.from ?? stage.$graphLookup?.from ?? stage.$unionWith?.coll ?? stage.$unionWith;
    const inner = pipelinesIn(stage).flatMap((pipeline) => [...collectionsNamedIn(pipeline as Document[])]);
    return typeof from === "string" ? [from, ...inner] : inner;
  });
  return new Set(names);
}
