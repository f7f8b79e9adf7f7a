import { toDouble } from "../bson/numbers.js";
import type { Catalog } from "./catalog.js";
import type { Collection } from "./collection.js";
import type { CollectionIndex } from "./collection-index.js";
import type { GroupCommit } from "./group-commit.js";
import { Operation } from "./operation.js";
import { scan } from "./scan.js";
import { planSearch } from "./select.js";
import { UnitOfWork } from "./unit-of-work.js";

export async function removeExpired(catalog: Catalog, commits: GroupCommit): Promise<void> {
  for (const collection of catalog.all()) {
    for (const index of collection.indexes) {
      if (index.spec.expireAfterSeconds !== undefined)
        await expire(collection, index, new Operation(new UnitOfWork(commits)));
    }
  }
}

async function expire(collection: Collection, index: CollectionIndex, operation: Operation): Promise<void> {
  const seconds = toDouble(index.spec.expireAfterSeconds as number);
  const [path] = Object.keys(index.spec.key);
  const filter = { [path]: { $lt: new Date(Date.now() - seconds * 1000) } };
  const request = planSearch(collection, { filter, hint: index.name });
  for (const rows of scan(collection, request, operation)) {
    operation.work.write(() => {
      for (const row of rows) collection.remove(row.record, row.document);
    });
    await operation.work.committed();
    await operation.yieldIfDue();
    if (collection.stale) return;
  }
}
