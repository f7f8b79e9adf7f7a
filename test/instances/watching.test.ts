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

  test("both instances together have 200 places", async () => {
    const { room, watcher, eve } = await watchedElsewhere();
    const there = at(A(), eve);
    const first = await Promise.all(Array.from({ length: 189 }, (_, i) => (i % 2 ? eve : there).watch(room)));
    const asked = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => (i % 2 ? eve : there).watch(room)),
    );
    const watching = asked.filter((outcome) => outcome.status === "fulfilled");
    expect(watching.length).toBeLessThanOrEqual(10);
    for (const { value } of watching) value.close();
    watcher.close();
    await expect
      .poll(async () => {
        const one = await there.watch(room).catch((error) => error.message);
        return one === "TOO_MANY_WATCHERS" ? one : one.socket.connected;
      })
      .toBe(true);
    for (const one of first) one.close();
  });
});
