import { compileFilter } from "../query/match.js";
import type { Collection } from "../store/collection.js";
import type { Turn } from "../store/operation.js";
import type { Row } from "../store/rows.js";
import { scan } from "../store/scan.js";
import { planFor, type Selection, select } from "../store/select.js";
import { type Call, namespaceOf } from "./command.js";

export interface Visit {
  selection: Selection;
  multi: boolean;
  visit: (row: Row, collection: Collection) => void;
  /** What an upsert does when nothing is found. */
  otherwise?: () => void;
}

/**
 * Writes to what a filter finds. A row is handled in the same instant in which it is read and compared, so that of
 * two writers the second one finds what the first one has made; and so with an upsert: what others have written since
 * the search began is compared once more in the instant of the insert.
 */
export async function eachMatch(call: Call, task: Visit): Promise<void> {
  const { filter } = task.selection;
  const matcher = compileFilter(filter); // a wrong filter is refused even where there is nothing to find
  const find = () => call.engine.catalog.find(namespaceOf(call));
  for (;;) {
    const collection = find();
    const before = collection?.changes ?? 0;
    const any = collection ? await visitAll(collection, task, call.turn) : false;
    if (any || !task.otherwise) return;
    if (find() !== collection) continue;
    const touched = collection ? collection.touchedSince(before) : [];
    const rows = touched?.map((record) => collection?.read(record));
    if (rows?.every((row) => !row || !matcher(row.document))) return call.turn.work.write(task.otherwise);
  }
}

async function visitAll(
  collection: Collection,
  { selection, multi, visit }: Visit,
  turn: Turn,
): Promise<boolean> {
  const request = planFor(collection, selection);
  if (!request.plan.sorted) return visitFirst(collection, selection, turn, visit);
  // A document that the write moves forward in the index comes by again.
  const visited = new Set<number>();
  for (const rows of scan(collection, multi ? request : { ...request, expected: 1 }, turn)) {
    for (const row of rows) {
      if (visited.has(row.record)) continue;
      turn.work.write(() => visit(row, collection));
      if (!multi) return true;
      visited.add(row.record);
    }
    if (turn.over) await turn.work.settled();
    await turn.pause();
  }
  return visited.size > 0;
}

/** The first one by a sort is known only after all others: by then it may have changed, and the search with it. */
async function visitFirst(
  collection: Collection,
  selection: Selection,
  turn: Turn,
  visit: Visit["visit"],
): Promise<boolean> {
  for (;;) {
    let first: Row | undefined;
    for await (const [row] of select(collection, planFor(collection, { ...selection, limit: 1 }), turn))
      first ??= row;
    if (!first) return false;
    const row = collection.read(first.record);
    if (!row?.raw.equals(first.raw)) continue;
    turn.work.write(() => visit(row, collection));
    return true;
  }
}
