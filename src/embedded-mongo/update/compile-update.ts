import type { Document } from "bson";
import { decode, encode } from "../bson/codec.js";
import { sameValue } from "../bson/order.js";
import { checkStages } from "../commands/pipeline.js";
import { MongoError } from "../errors.js";
import { runPipeline } from "../query/expressions.js";
import type { Evaluate } from "../query/match.js";
import { isDocument } from "../query/paths.js";
import { toPlain } from "../query/plain.js";
import { positionIn } from "../query/positional.js";
import { compileOperators } from "./compile-operators.js";
import { compileArrayFilters } from "./paths.js";
import { documentOfFilter, refuseDollarFields, withIdFirst, withSameId } from "./upsert.js";

export interface UpdateRequest {
  filter: Document;
  update: unknown;
  arrayFilters: Document[];
  multi: boolean;
  evaluate: Evaluate;
  variables: Document;
}

/** What an update makes of a document; of none, when it is an upsert. */
export interface Change {
  of(before: { document: Document; raw: Buffer }): Document;
  upserted(): Document;
}

export function compileUpdate(request: UpdateRequest): Change {
  const { update, filter } = request;
  if (Array.isArray(update)) return pipelineUpdate(update, request);
  if (!isDocument(update))
    throw new MongoError("FailedToParse", "Update argument must be either an object or an array");
  if (!Object.keys(update)[0]?.startsWith("$")) return replacement(update, request);
  const { evaluate } = request;
  const filters = compileArrayFilters(request.arrayFilters, evaluate);
  const apply = compileOperators(update, filters);
  const now = new Date();
  const changed = (before: Document, after: Document, inserting: boolean): Document => {
    const position = (array: readonly string[]) => positionIn(filter, before, array, evaluate);
    apply(after, { inserting, now, evaluate, filters, position });
    return after;
  };
  return {
    of: ({ document, raw }) => withSameId(document, changed(document, decode(raw), false)),
    upserted: () => {
      const start = documentOfFilter(filter);
      const known = start._id === undefined ? undefined : decode(encode(start));
      const made = changed(start, start, true);
      return withIdFirst(known ? withSameId(known, made) : made);
    },
  };
}

function replacement(update: Document, { multi, filter, arrayFilters }: UpdateRequest): Change {
  if (multi)
    throw new MongoError("FailedToParse", "multi update is not supported for replacement-style update");
  if (arrayFilters.length > 0)
    throw new MongoError("FailedToParse", "arrayFilters may not be specified for a replacement");
  refuseDollarFields(update);
  const { _id, ...rest } = update;
  return {
    of: ({ document }) => withSameId(document, { _id: _id === undefined ? document._id : _id, ...rest }),
    upserted: () => {
      const known = documentOfFilter(filter)._id;
      const made = withIdFirst({
        ...update,
        ...(_id === undefined && known !== undefined ? { _id: known } : {}),
      });
      return known === undefined ? made : withSameId({ _id: known }, made);
    },
  };
}

const updateStages = new Set(["$set", "$addFields", "$unset", "$project", "$replaceRoot", "$replaceWith"]);

function pipelineUpdate(stages: unknown[], { filter, variables, arrayFilters }: UpdateRequest): Change {
  if (arrayFilters.length > 0)
    throw new MongoError("FailedToParse", "arrayFilters may not be used with a pipeline");
  for (const stage of checkStages(stages)) {
    const name = isDocument(stage) ? Object.keys(stage)[0] : undefined;
    if (!name || !updateStages.has(name)) {
      throw new MongoError("InvalidOptions", `${name} is not allowed to be used within an update`);
    }
  }
  const run = (document: Document): Document => {
    const plain = toPlain(document) as Document;
    const [result] = runPipeline([plain], { stages: stages as Document[], variables, others: new Map() });
    const after = decode(encode(result));
    return withTypesOf(document, "_id" in after ? after : { _id: document._id, ...after }) as Document;
  };
  return {
    of: ({ document }) => withSameId(document, run(document)),
    upserted: () => withIdFirst(run(withIdFirst(documentOfFilter(filter)))),
  };
}

/** A value that a pipeline has only passed on keeps the type it had: 1.0 stays a double, a long a long. */
function withTypesOf(before: unknown, after: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(after))
    return after.map((value, at) => withTypesOf(before[at], value));
  if (isDocument(before) && isDocument(after)) {
    return Object.fromEntries(
      Object.entries(after).map(([name, value]) => [
        name,
        Object.hasOwn(before, name) ? withTypesOf(before[name], value) : value,
      ]),
    );
  }
  return before !== undefined && sameValue(before, after) ? before : after;
}
