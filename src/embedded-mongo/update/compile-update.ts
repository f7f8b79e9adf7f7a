import type { Document } from "bson";
import { decode, encode } from "../bson/codec.js";
import { isDocument } from "../bson/documents.js";
import { MongoError, notSupported } from "../errors.js";
import { positionIn } from "../query/positional.js";
import { compileArrayFilters } from "./array-filters.js";
import { compileOperators } from "./compile-operators.js";
import { documentOfFilter, refuseDollarFields, withIdFirst, withSameId } from "./upsert.js";

export interface UpdateRequest {
  filter: Document;
  update: unknown;
  arrayFilters: Document[];
  multi: boolean;
}

export interface CompiledUpdate {
  applyTo(before: { document: Document; raw: Buffer }): Document;
  /** The document that an upsert inserts. */
  createDocument(): Document;
}

export function compileUpdate(request: UpdateRequest): CompiledUpdate {
  const { update, filter } = request;
  if (Array.isArray(update)) throw notSupported("an update by a pipeline");
  if (!isDocument(update))
    throw new MongoError("FailedToParse", "Update argument must be either an object or an array");
  if (!Object.keys(update)[0]?.startsWith("$")) return replacement(update, request);
  const filters = compileArrayFilters(request.arrayFilters);
  const apply = compileOperators(update, filters);
  const now = new Date();
  const changed = (before: Document, after: Document, inserting: boolean): Document => {
    const position = (array: readonly string[]) => positionIn(filter, before, array);
    apply(after, { inserting, now, filters, position });
    return after;
  };
  return {
    applyTo: ({ document, raw }) => withSameId(document, changed(document, decode(raw), false)),
    createDocument: () => {
      const start = documentOfFilter(filter);
      const known = start._id === undefined ? undefined : decode(encode(start));
      const made = changed(start, start, true);
      return withIdFirst(known ? withSameId(known, made) : made);
    },
  };
}

function replacement(update: Document, { multi, filter, arrayFilters }: UpdateRequest): CompiledUpdate {
  if (multi)
    throw new MongoError("FailedToParse", "multi update is not supported for replacement-style update");
  if (arrayFilters.length > 0)
    throw new MongoError("FailedToParse", "arrayFilters may not be specified for a replacement");
  refuseDollarFields(update);
  const { _id, ...rest } = update;
  return {
    applyTo: ({ document }) => withSameId(document, { _id: _id === undefined ? document._id : _id, ...rest }),
    createDocument: () => {
      const known = documentOfFilter(filter)._id;
      const made = withIdFirst({
        ...update,
        ...(_id === undefined && known !== undefined ? { _id: known } : {}),
      });
      return known === undefined ? made : withSameId({ _id: known }, made);
    },
  };
}
