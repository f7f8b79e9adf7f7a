import type { Collection } from "../store/collection.js";
import type { Index, IndexSpec } from "../store/collection-index.js";
import { scan } from "../store/scan.js";
import type { Call } from "./command.js";

const everything = { plan: { scans: [], sorted: true, check: false, repeats: false }, matcher: () => true };

/** Fills a new index in turns; what is written meanwhile goes into it, too, and it is searched when it is complete. */
export async function buildIndex(call: Call, collection: Collection, spec: IndexSpec): Promise<void> {
  const build = fill(call, collection, spec);
  const ended = build.catch(() => "whoever wanted it is told");
  collection.builds.add(ended);
  await build.finally(() => collection.builds.delete(ended));
}

async function fill({ engine, turn }: Call, collection: Collection, spec: IndexSpec): Promise<void> {
  const { work } = turn;
  const index = work.write(() => engine.catalog.startIndex(collection, spec));
  try {
    for (const rows of scan(collection, everything, turn)) {
      work.write(() => {
        for (const { record, document } of rows) addTo(index, record, document);
      });
      if (turn.over) await work.settled();
      await turn.pause();
    }
    work.write(() => engine.catalog.finishIndex(collection, index));
  } catch (error) {
    if (!collection.retired) work.write(() => engine.catalog.dropIndex(collection, index));
    throw error;
  }
}

function addTo(index: Index, record: number, document: object): void {
  const entry = index.keysOf(document);
  index.checkUnique(entry.keys, document, record);
  index.add(entry, record);
}
