import { toDouble } from "../bson/numbers.js";
import type { Catalog } from "./catalog.js";
import type { Collection } from "./collection.js";
import type { Index } from "./collection-index.js";
import { type Commits, Work } from "./group-commit.js";
import { Turn } from "./operation.js";
import { scan } from "./scan.js";
import { planFor } from "./select.js";

/** Removes what TTL indexes say has expired, in turns like every long work. */
export async function removeExpired(catalog: Catalog, commits: Commits): Promise<void> {
  for (const collection of catalog.all()) {
    for (const index of collection.indexes) {
      if (index.spec.expireAfterSeconds !== undefined)
        await expire(collection, index, new Turn(new Work(commits)));
    }
  }
}

async function expire(collection: Collection, index: Index, turn: Turn): Promise<void> {
  const seconds = toDouble(index.spec.expireAfterSeconds as number);
  const [path] = Object.keys(index.spec.key);
  const filter = { [path]: { $lt: new Date(Date.now() - seconds * 1000) } };
  const request = planFor(collection, { filter, hint: index.name });
  for (const rows of scan(collection, request, turn)) {
    turn.work.write(() => {
      for (const row of rows) collection.remove(row.record, row.document);
    });
    await turn.work.settled();
    await turn.pause();
    if (collection.retired) return;
  }
}
