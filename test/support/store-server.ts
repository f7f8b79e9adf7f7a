import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { start } from "../../dist/embedded-mongo/index.js";
import { ReplicaSet } from "./replica-set/index.js";

/** A replica set in front of a store of its own, whose members a test can look into past it. */
export async function startReplicaSet(): Promise<ReplicaSet & { storeUri: string }> {
  const dir = await mkdtemp(path.join(tmpdir(), "store-"));
  const store = await start({ dir, listen: "tcp" });
  const set = await ReplicaSet.start(store.uri);
  const close = set.close.bind(set);
  return Object.assign(set, {
    storeUri: store.uri,
    close: async () => {
      await close();
      await store.close();
      await rm(dir, { recursive: true });
    },
  });
}
