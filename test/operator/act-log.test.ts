import { mongo } from "mongoose";
import { expect, test } from "vitest";
import type { ActView, LogPage } from "../../src/shared/operator-props.js";
import { at, useInstances } from "../support/instances.js";
import { OPERATOR_TOKEN, operatorAt } from "../support/operator.js";
import type { Visitor } from "../support/visitor.js";

const instances = useInstances(2, { OPERATOR_TOKEN, EMPTY_ROOM_GRACE_MS: "300000" });

async function logOf(operator: Visitor, before?: number): Promise<LogPage> {
  const { status, body } = await operator.json(
    "GET",
    `/operator/log${before === undefined ? "" : `?before=${before}`}`,
  );
  expect(status).toBe(200);
  return body;
}

const numbers = (acts: ActView[]): number[] => acts.map(({ number }) => number);
const countDown = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from - i);

async function withActs<T>(work: (acts: mongo.Collection<{ _id: number }>) => Promise<T>): Promise<T> {
  const client = await mongo.MongoClient.connect(instances.uri);
  try {
    return await work(client.db().collection<{ _id: number }>("operatoracts"));
  } finally {
    await client.close();
  }
}

test("acts at two instances at once are all done, and stand in one log, in order and without gaps", async () => {
  const [first, second] = instances.servers;
  const operator = await operatorAt(first!);
  const here = [operator, at(second!, operator)];
  const ann = await first!.visitor();
  const rooms = await Promise.all(Array.from({ length: 12 }, (_, i) => ann.open({ title: `Room ${i}` })));
  const member = await ann.enter(rooms[0]!._id);
  const ended = await Promise.all(
    rooms.map(({ _id }, i) => here[i % 2]!.json("POST", `/operator/rooms/${_id}/end`)),
  );
  expect(ended.map(({ status }) => status)).toEqual(rooms.map(() => 200));
  await member.next("removeRoom");
  for (const { _id } of rooms)
    expect((await ann.json("GET", `/room/${_id}`)).body.error.code).toBe("ROOM_NOT_FOUND");

  for (const who of here) {
    const { acts, intact, unverified } = await logOf(who);
    expect({ intact, unverified }).toEqual({ intact: true, unverified: 0 });
    expect(numbers(acts)).toEqual(countDown(13, 13));
    expect(acts.at(-1)).toMatchObject({ number: 1, act: "enter", target: "", ok: true });
    const targets = acts.slice(0, -1).map(({ target }) => target);
    expect(targets.sort()).toEqual(rooms.map(({ _id }) => `room/${_id}`).sort());
    expect(JSON.stringify(acts)).not.toContain("Room ");
  }
});

test("an act that fails says so in an entry of its own", async () => {
  const operator = await operatorAt(instances.servers[0]!);
  const ann = await instances.servers[1]!.visitor();
  const { _id } = await ann.open();
  const there = at(instances.servers[1]!, operator);
  const both = await Promise.all(
    [operator, there].map((who) => who.json("POST", `/operator/rooms/${_id}/end`)),
  );
  const outcomes = both.map(({ status, body }) => (status === 200 ? "ended" : body.error.code));
  expect(outcomes).toContain("ended");
  const { acts, intact } = await logOf(operator);
  const ends = acts.filter(({ target }) => target === `room/${_id}`);
  const failed = acts.filter(({ act }) => act === "failed");
  expect(failed.map(({ target }) => target)).toEqual(
    ends.filter(({ ok }) => !ok).map(({ number }) => String(number)),
  );
  expect(ends.filter(({ ok }) => ok)).toHaveLength(1);
  expect(intact).toBe(true);
  expect((await operator.json("POST", `/operator/rooms/${_id}/end`)).body.error.code).toBe("ROOM_NOT_FOUND");
});

test("whoever changes, removes or cuts off an entry is found out", { tags: ["thorough"] }, async () => {
  const operator = await operatorAt(instances.servers[0]!);
  for (let i = 0; i < 50; i++)
    await operator.json("POST", "/operator/switch", { name: "proof", on: i % 2 === 0 });
  const { acts, before, intact } = await logOf(operator);
  expect([acts.length, intact]).toEqual([50, true]);
  const older = await logOf(operator, before);
  expect(older.acts[0]!.number).toBe(acts.at(-1)!.number - 1);
  const newest = acts[0]!.number;

  await withActs(async (stored) => {
    const changes: [number, object][] = [
      [2, { target: "room/another" }],
      [3, { act: "lift" }],
      [newest - 1, { at: new Date() }],
      [newest, { chain: "x" }],
    ];
    for (const [_id, change] of changes) {
      const original = await stored.findOneAndUpdate({ _id }, { $set: change });
      expect((await logOf(operator)).intact).toBe(false);
      await stored.replaceOne({ _id }, original!);
      expect((await logOf(operator)).intact).toBe(true);
    }
    for (const _id of [1, 5, newest]) {
      const original = await stored.findOneAndDelete({ _id });
      expect((await logOf(operator)).intact).toBe(false);
      await stored.insertOne(original!);
    }
    expect((await logOf(operator)).intact).toBe(true);
  });
});

test("entries that were made with another token are said to be unverified", async () => {
  const operator = await operatorAt(instances.servers[0]!);
  const known = (await logOf(operator)).acts[0]!.number;
  const token = `another, ${OPERATOR_TOKEN}`;
  await instances.servers[1]!.restart({ OPERATOR_TOKEN: token });
  const other = await instances.servers[1]!.visitor();
  expect((await other.json("POST", "/operator/enter", { token })).status).toBe(200);
  expect(await logOf(other)).toMatchObject({ intact: true, unverified: known });
});

test("the log has pages alone, and no way to change it", async () => {
  const operator = await operatorAt(instances.servers[0]!);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    expect((await operator.json(method, "/operator/log")).status).toBe(405);
    expect((await operator.json(method, "/operator/log/1")).status).toBe(404);
  }
  for (const before of ["x", "-1", "1e3", "9".repeat(16)])
    expect((await operator.json("GET", `/operator/log?before=${before}`)).status).toBe(422);
});
