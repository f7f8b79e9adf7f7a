import { compileFilter } from "../query/match.js";
import type { Collection } from "../store/collection.js";
import type { Operation } from "../store/operation.js";
import type { Row } from "../store/rows.js";
import { scan } from "../store/scan.js";
import { planSearch, type Selection, select } from "../store/select.js";
import { type Call, namespaceOf } from "./command.js";

export interface WriteTask {
  selection: Selection;
  multi: boolean;
  write: (row: Row, collection: Collection) => void;
  /** For an upsert: runs if no document matches. */
  onNoMatch?: () => void;
}

// Writes to the documents that match. A row is written in the same step in which it is read and compared, so the
// second of two concurrent writers sees what the first has written. In the same way, an upsert compares the documents
// written since its search began in the step in which it inserts.
export async function writeMatches(call: Call, task: WriteTask): Promise<void> {
  const { filter } = task.selection;
  const matcher = compileFilter(filter); // an invalid filter is an error even without a collection
  const find = () => call.engine.catalog.find(namespaceOf(call));
  for (;;) {
    const collection = find();
    const before = collection?.writeCount ?? 0;
    const matched = collection ? await writeAll(collection, task, call.operation) : false;
    if (matched || !task.onNoMatch) return;
    if (find() !== collection) continue;
    const written = collection ? collection.writesSince(before) : [];
    const rows = written?.map((record) => collection?.read(record));
    if (rows?.every((row) => !row || !matcher(row.document)))
      return call.operation.work.write(task.onNoMatch);
  }
}

async function writeAll(
  collection: Collection,
  { selection, multi, write }: WriteTask,
  operation: Operation,
): Promise<boolean> {
  const request = planSearch(collection, selection);
  if (!request.plan.sorted) return writeFirst(collection, selection, operation, write);
  // A write can move a document forward in the index, where the scan meets it again.
  const written = new Set<number>();
  for (const rows of scan(collection, multi ? request : { ...request, expected: 1 }, operation)) {
    for (const row of rows) {
      if (written.has(row.record)) continue;
      operation.work.write(() => write(row, collection));
      if (!multi) return true;
      written.add(row.record);
    }
    if (operation.shouldYield) await operation.work.committed();
    await operation.yieldIfDue();
  }
  return written.size > 0;
}

/** The first row of a sort is known only after reading all others, and may have changed by then: search again. */
async function writeFirst(
  collection: Collection,
  selection: Selection,
  operation: Operation,
  write: WriteTask["write"],
): Promise<boolean> {
  for (;;) {
    let first: Row | undefined;
    for await (const [row] of select(
      collection,
      planSearch(collection, { ...selection, limit: 1 }),
      operation,
    ))
      first ??= row;
    if (!first) return false;
    const row = collection.read(first.record);
    if (!row?.raw.equals(first.raw)) continue;
    operation.work.write(() => write(row, collection));
    return true;
  }
}
