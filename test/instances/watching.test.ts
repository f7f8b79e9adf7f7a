import { createConnection } from "mongoose";
import { describe, expect, test } from "vitest";
import { at, useInstances } from "../support/instances.js";

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "700" });
const [A, B] = [() => instances.servers[0]!, () => instances.servers[1]!];

/** A room with its opener at the first instance, watched at the second, where nobody has a seat. */
async function watchedElsewhere() {
  const [ann, eve] = [await A().visitor(), await B().visitor()];
  const { _id: room } = await ann.open();
  const a = await ann.enter(room);
  const watcher = await eve.watch(room);
  await watcher.next("welcome");
  return { ann, eve, room, a, watcher };
}

describe("watching over two instances", () => {
  test("what happens at one instance is seen at another where nobody has a seat", async () => {
    const { room, a, watcher } = await watchedElsewhere();
    const bob = await A().visitor();
    const b = await bob.enter(room);
    const bobIs = await bob.me();
    expect(await watcher.next("join")).toMatchObject({ member: bobIs, people: 2 });
    await b.call("chat", { chat: "hello" });
    expect(await watcher.next("chat")).toMatchObject([{ chat: "hello" }]);
    await b.call("nickname", { name: "Bob" });
    expect(await watcher.next("rename")).toMatchObject({ name: "Bob" });
    await a.call("hosts", { member: bobIs.id, on: true });
    expect((await watcher.next("hosts")).hosts).toContain(bobIs.id);
    await b.call("leave");
    expect(await watcher.next("exit")).toMatchObject({ people: 1 });
    a.close();
    expect(await watcher.next("removeRoom")).toBe(room);
    await watcher.next("disconnect");
  });

  test.each([
    ["password", { password: "hush" }],
    ["locked", { locked: true }],
  ])("a setting at one instance ends the watching at the other: %s", async (reason, change) => {
    const { a, watcher, eve, room } = await watchedElsewhere();
    await a.call("settings", change);
    expect(await watcher.next("kick")).toEqual({ reason });
    await watcher.next("disconnect");
    await expect(eve.watch(room)).rejects.toThrow();
  });

  test("a ban at one instance ends the watching at the other, of somebody without a seat", async () => {
    const { a, room } = await watchedElsewhere();
    const bob = await A().visitor();
    const b = await bob.enter(room);
    await b.call("chat", { chat: "and away" });
    await b.call("leave");
    const watcher = await at(B(), bob).watch(room);
    await watcher.next("welcome");
    await a.call("kick", { member: (await bob.me()).id, ban: true });
    expect(await watcher.next("kick")).toEqual({ reason: "banned" });
  });

  test("places are counted at all living instances, and those of a dead one are free", async () => {
    const { room, watcher, eve } = await watchedElsewhere();
    const there = at(A(), eve);
    const connection = await createConnection(instances.uri).asPromise();
    const nodes = connection.collection<{ _id: string }>("nodes");
    // It stays alive however long this takes.
    const seenAt = new Date(Date.now() + 300_000);
    const other = { _id: "other", seenAt, dead: false, watching: { [room]: 180 } };
    await nodes.insertOne(other);
    const asked = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => (i % 2 ? eve : there).watch(room)),
    );
    const watching = asked.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    expect(watching.length).toBeLessThan(20);
    while (watching.length < 19) watching.push(await there.watch(room));
    for (const who of [eve, there]) await expect(who.watch(room)).rejects.toThrow("TOO_MANY_WATCHERS");
    await nodes.deleteOne({ _id: "other" });
    watching.push(await eve.watch(room));
    for (const one of [...watching, watcher]) one.close();
    const left = () => nodes.countDocuments({ [`watching.${room}`]: { $exists: true } });
    await expect.poll(left, { timeout: 15_000 }).toBe(0);
    await connection.close();
  });
});
