import type { Collection } from "../store/collection.js";
import type { CollectionIndex, IndexSpec } from "../store/collection-index.js";
import type { Row } from "../store/rows.js";
import { scan } from "../store/scan.js";
import type { Call } from "./command.js";

const allDocuments = {
  plan: { scans: [], sorted: true, needsFilter: false, mayRepeat: false },
  matcher: () => true,
};

/** Fills a new index in chunks. Writes made meanwhile update it, too; it is searched once it is complete. */
export async function buildIndex(call: Call, collection: Collection, spec: IndexSpec): Promise<void> {
  const build = fill(call, collection, spec);
  const ended = build.catch(() => "reported by the command that started it");
  collection.builds.add(ended);
  await build.finally(() => collection.builds.delete(ended));
}

async function fill({ engine, operation }: Call, collection: Collection, spec: IndexSpec): Promise<void> {
  const { work } = operation;
  const index = work.write(() => engine.catalog.startIndex(collection, spec));
  try {
    for (const rows of scan(collection, allDocuments, operation)) {
      work.write(() => {
        for (const row of rows) addTo(index, row);
      });
      if (operation.shouldYield) await work.committed();
      await operation.yieldIfDue();
    }
    work.write(() => engine.catalog.finishIndex(collection, index));
  } catch (error) {
    if (!collection.stale) work.write(() => engine.catalog.dropIndex(collection, index));
    throw error;
  }
}

function addTo(index: CollectionIndex, row: Row): void {
  const entry = index.keysOf(row.document);
  index.checkUnique(entry, row.record, row);
  index.add(entry, row.record);
}
