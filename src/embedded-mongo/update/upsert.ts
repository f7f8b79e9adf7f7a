import { BSONRegExp, type Document, ObjectId } from "bson";
import { fieldOf, missing } from "../bson/documents.js";
import { sameValue } from "../bson/order.js";
import { MongoError } from "../errors.js";
import { isOperators } from "../query/match.js";
import { childOf, createContainer, setChild } from "./containers.js";

/** An upsert starts with the fields that the filter compares for equality. */
export function documentOfFilter(filter: Document): Document {
  const document: Document = {};
  for (const [path, value] of equalities(filter)) {
    const parts = path.split(".");
    const container = createContainer(document, parts);
    if (childOf(container, parts[parts.length - 1]) !== missing) {
      const message = `cannot infer query fields to set, path '${path}' is matched twice`;
      throw new MongoError("NotSingleValueField", message);
    }
    setChild(container, parts[parts.length - 1], value);
  }
  return document;
}

function equalities(filter: Document): [string, unknown][] {
  return Object.entries(filter).flatMap(([name, condition]): [string, unknown][] => {
    if (name === "$and" || (name === "$or" && condition.length === 1)) return condition.flatMap(equalities);
    if (name.startsWith("$") || condition instanceof BSONRegExp) return [];
    if (!isOperators(condition)) return [[name, condition]];
    if ("$eq" in condition) return [[name, condition.$eq]];
    return Array.isArray(condition.$all) && condition.$all.length === 1 ? [[name, condition.$all[0]]] : [];
  });
}

/** `_id` comes first, and is generated if there is none. */
export function withIdFirst({ _id = new ObjectId(), ...rest }: Document): Document {
  return { _id, ...rest };
}

/** Returns the new document, unless its `_id` is another one. */
export function withSameId(before: Document, after: Document): Document {
  const [old, now] = [fieldOf(before, "_id"), fieldOf(after, "_id")];
  if (old === now || (now !== missing && sameValue(old, now))) return after;
  const message = "Performing an update on the path '_id' would modify the immutable field '_id'";
  throw new MongoError("ImmutableField", message);
}

export function refuseDollarFields(replacement: Document): void {
  const dollar = Object.keys(replacement).find((name) => name.startsWith("$"));
  if (!dollar) return;
  const message = `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document`;
  throw new MongoError("DollarPrefixedFieldName", message);
}
