import type { Document } from "bson";
import { badValue, MongoError } from "../errors.js";
import { compileFilter, type Matcher } from "../query/match.js";
import { valueAtPath } from "./containers.js";

/** Compiles `arrayFilters`, by the identifier that each one is about. */
export function compileArrayFilters(filters: readonly Document[]): Map<string, Matcher> {
  const compiled = new Map<string, Matcher>();
  for (const filter of filters) {
    const identifier = identifierOf(filter);
    if (!identifier || !/^[a-z][a-zA-Z0-9]*$/.test(identifier)) throw badValue("Error parsing array filter");
    if (compiled.has(identifier)) {
      const message = `Found multiple array filters with the same top-level field name ${identifier}`;
      throw new MongoError("FailedToParse", message);
    }
    compiled.set(identifier, compileFilter(filter));
  }
  return compiled;
}

function identifierOf(filter: Document): string | undefined {
  const [name, condition] = Object.entries(filter)[0] ?? [];
  if (!name?.startsWith("$")) return name?.split(".")[0];
  return Array.isArray(condition) ? condition.map(identifierOf).find(Boolean) : undefined;
}

/** Replaces `$`, `$[]` and `$[identifier]` by the indexes of the elements they stand for. */
export function concretePaths(
  root: Document,
  path: readonly string[],
  filters: ReadonlyMap<string, Matcher>,
  position: (array: readonly string[]) => number,
): string[][] {
  const operatorAt = path.findIndex((part) => part === "$" || part.startsWith("$["));
  if (operatorAt < 0) return [[...path]];
  const before = path.slice(0, operatorAt);
  const withIndex = (index: number | string) =>
    concretePaths(root, [...before, String(index), ...path.slice(operatorAt + 1)], filters, position);
  if (path[operatorAt] === "$") return withIndex(position(before));
  const array = valueAtPath(root, before);
  if (!Array.isArray(array)) {
    throw badValue(
      `The path '${before.join(".")}' must exist in the document in order to apply array updates.`,
    );
  }
  const identifier = path[operatorAt].slice(2, -1);
  const filter = identifier === "" ? undefined : filterFor(identifier, path, filters);
  return array.flatMap((element, index) =>
    !filter || filter({ [identifier]: element }) ? withIndex(index) : [],
  );
}

function filterFor(
  identifier: string,
  path: readonly string[],
  filters: ReadonlyMap<string, Matcher>,
): Matcher {
  const filter = filters.get(identifier);
  if (!filter)
    throw badValue(`No array filter found for identifier '${identifier}' in path '${path.join(".")}'`);
  return filter;
}
