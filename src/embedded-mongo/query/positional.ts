import type { Document } from "bson";
import { fieldOf, isDocument, setField } from "../bson/documents.js";
import { badValue } from "../errors.js";
import { compileFilter } from "./match.js";

// The element of an array that the filter has matched, for the positional `$`: the first one that satisfies the
// conditions on the array when it is the only element.
export function positionIn(filter: Document, document: Document, path: readonly string[]): number {
  const array = path.reduce<unknown>(
    (node, name) => (isDocument(node) ? fieldOf(node, name) : undefined),
    document,
  );
  if (Array.isArray(array)) {
    for (const condition of conditionsOn(path.join("."), filter)) {
      const matches = compileFilter(condition);
      const position = array.findIndex((element) => matches(wrapElement(path, element)));
      if (position >= 0) return position;
    }
  }
  throw badValue("The positional operator did not find the match needed from the query.");
}

function conditionsOn(path: string, filter: Document): Document[] {
  return Object.entries(filter).flatMap(([name, condition]): Document[] => {
    if (name === "$and" || name === "$or")
      return condition.flatMap((clause: Document) => conditionsOn(path, clause));
    return name === path || name.startsWith(`${path}.`) ? [{ [name]: condition }] : [];
  });
}

function wrapElement(path: readonly string[], element: unknown): Document {
  return path.reduceRight<unknown>(
    (inner, name) => {
      const document = {};
      setField(document, name, inner);
      return document;
    },
    [element],
  ) as Document;
}
