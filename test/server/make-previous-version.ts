import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "@photostructure/sqlite";
import { gif, loop } from "../support/gif.js";
import { ServerProcess } from "../support/server-process.js";

/**
 * Makes the folder of a version that upgrade.test.ts starts the present one on. Run it (`npx tsx` and this file, after
 * `npm run build`) on a version that people use, before the format of what is stored changes.
 */
const target = fileURLToPath(new URL("previous-version/", import.meta.url));
const server = await ServerProcess.start({ RATE_LIMITS: "off", COOKIE_SECRET: "x".repeat(32) });
const [ann, bob] = [await server.visitor(), await server.visitor()];
await ann.json("POST", "/nickname", { name: "Ann" });
await bob.json("POST", "/nickname", { name: "Bob" });
const { _id: open } = await ann.open({ title: "Open since the previous version", max: 5 });
const secret = { title: "Secret since the previous version", max: 3, password: "old password" };
const { _id: closed } = await bob.open(secret);
const [hers, his] = [await ann.enter(open), await bob.enter(open)];
const inside = await bob.enter(closed);
for (let i = 1; i <= 3; i++)
  await (i % 2 ? hers : his).call("chat", { chat: `message ${i}`, clientId: `old-${i}` });
await hers.call("editChat", { seq: 1, chat: "message 1, edited" });
await his.call("removeChat", { seq: 2 });
await ann.upload(open, gif({ extra: loop }), { alt: "an old picture" });
await inside.call("chat", { chat: "a secret message" });

// Killed, because rooms go when their last member leaves.
await server.end("SIGKILL");
for (const socket of [hers, his, inside]) socket.close();
const file = path.join(server.dir, "data/store.sqlite");
// The log that a killed server leaves is larger than what is in it.
const database = new DatabaseSync(file);
database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
database.close();
await rm(target, { recursive: true, force: true });
await cp(file, path.join(target, "store/store.sqlite"));
const isNotTemporary = (source: string) => !source.includes(".tmp");
await cp(path.join(server.dir, "uploads"), path.join(target, "pictures"), {
  recursive: true,
  filter: isNotTemporary,
});
await server.clean();
