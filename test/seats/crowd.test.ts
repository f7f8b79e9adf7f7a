import { describe, expect, test } from "vitest";
import { useInstances } from "../support/instances.js";
import { serve, type TestServer, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const strict = { RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" };
const server = useServer(strict);

const crowd = (where: TestServer, count: number, address: (i: number) => string) =>
  Promise.all(Array.from({ length: count }, (_, i) => where.visitor(address(i))));

const enter = async (who: Visitor, room: string): Promise<string> =>
  who.enter(room).then(
    () => "seated",
    (error: Error) => error.message,
  );

const seated = (answers: string[]): number => answers.filter((answer) => answer === "seated").length;

describe("seats of an address", () => {
  test("one address gets half of the seats, and others the rest", async () => {
    const ann = await server.visitor("10.0.0.1");
    const { _id } = await ann.open({ max: 7 });
    const puppets = await crowd(server, 6, () => "10.0.0.2");
    for (const one of puppets.slice(0, 3)) expect(await enter(one, _id)).toBe("seated");
    expect(await enter(puppets[3]!, _id)).toBe("TOO_CROWDED");
    const page = await puppets[5]!.get(`/room/${_id}`);
    expect([page.status, page.headers.get("location")]).toEqual([303, "/"]);
    expect(await puppets[5]!.page("/")).toContain("Half of this room’s seats");
    expect((await puppets[5]!.json("GET", `/room/${_id}`)).status).toBe(409);
    expect(await enter(await server.visitor("10.0.0.3"), _id)).toBe("seated");
    await puppets[0]!.json("POST", `/room/${_id}/leave`);
    expect(await enter(puppets[3]!, _id)).toBe("seated");
    expect(await enter(puppets[0]!, _id)).toBe("TOO_CROWDED");
  });

  test("two of one household can talk in the smallest room, and an opener always gets into the own room", async () => {
    const [ann, bob] = await crowd(server, 2, () => "10.0.1.1");
    const { _id } = await ann!.open({ max: 2 });
    expect([await enter(ann!, _id), await enter(bob!, _id)]).toEqual(["seated", "seated"]);
    const own = await ann!.open({ max: 4 });
    for (const one of await crowd(server, 2, () => "10.0.1.1"))
      expect(await enter(one, own._id)).toBe("seated");
    expect(await enter(bob!, own._id)).toBe("TOO_CROWDED");
    expect(await enter(ann!, own._id)).toBe("seated");
  });

  test("the opener lets one address take all seats, and half of them again, and nobody else does", async () => {
    const [ann, bob] = [await server.visitor("10.0.2.1"), await server.visitor("10.0.2.2")];
    const { _id, crowd: before } = await ann.open({ max: 6 });
    expect(before).toBe(false);
    const hers = await ann.enter(_id);
    const pupils = await crowd(server, 6, () => "10.0.2.3");
    for (const one of pupils.slice(0, 3)) expect(await enter(one, _id)).toBe("seated");
    expect(await enter(pupils[3]!, _id)).toBe("TOO_CROWDED");
    expect((await bob.json("PATCH", `/room/${_id}`, { crowd: "on" })).status).toBe(403);
    expect(await ann.json("PATCH", `/room/${_id}`, { crowd: "on" })).toMatchObject({
      status: 200,
      body: { _id, crowd: true, title: "A room" },
    });
    await hers.next("updateRoom", (view) => view.crowd === true);
    expect(await enter(pupils[3]!, _id)).toBe("seated");
    expect((await ann.form(`/room/${_id}/settings`, { crowd: "off" })).status).toBe(303);
    expect(await enter(pupils[4]!, _id)).toBe("TOO_CROWDED");
    for (const wrong of [{ crowd: "perhaps" }, {}, { crowd: null }])
      expect((await ann.json("PATCH", `/room/${_id}`, wrong)).status).toBe(422);
    hers.close();
  });

  test("of many who come at once from two addresses, each gets its half and not one more", {
    tags: ["thorough"],
  }, async () => {
    const ann = await server.visitor("10.0.3.1");
    const { _id } = await ann.open({ max: 20 });
    const [left, right] = [
      await crowd(server, 40, () => "10.0.3.2"),
      await crowd(server, 40, () => "10.0.3.3"),
    ];
    const [first, second] = await Promise.all(
      [left, right].map((side) => Promise.all(side.map((one) => enter(one, _id)))),
    );
    expect([seated(first!), seated(second!)]).toEqual([10, 10]);
    expect(new Set([...first!, ...second!])).toEqual(new Set(["seated", "TOO_CROWDED", "ROOM_FULL"]));
  });

  test("seats that are taken and given up at once, again and again, are counted right in the end", {
    tags: ["thorough"],
  }, async () => {
    const ann = await server.visitor("10.0.4.1");
    const { _id } = await ann.open({ max: 10 });
    const hers = await ann.enter(_id);
    const people = await crowd(server, 12, () => "10.0.4.2");
    const comeAndGo = async (one: Visitor) => {
      for (let i = 0; i < 5; i++) {
        const answer = await one.json("GET", `/room/${_id}`);
        expect([200, 409]).toContain(answer.status);
        await one.json("POST", `/room/${_id}/leave`);
      }
    };
    await Promise.all(people.map(comeAndGo));
    const answers = await Promise.all(people.map((one) => enter(one, _id)));
    expect(seated(answers)).toBe(5);
    hers.close();
  });

  test("an IPv6 network counts as one address, and neither 127.0.0.1 nor RATE_LIMITS=off is held to a share", {
    tags: ["thorough"],
  }, async () => {
    const ann = await server.visitor("10.0.5.1");
    const near = await crowd(server, 6, (i) => `2001:db8:5:1::${i + 1}`);
    const local = await crowd(server, 4, () => "127.0.0.1");
    const [first, second] = [await ann.open({ max: 4 }), await ann.open({ max: 4 })];
    expect(seated(await Promise.all(near.map((one) => enter(one, first._id))))).toBe(2);
    expect(seated(await Promise.all(local.map((one) => enter(one, second._id))))).toBe(4);
    const off = await serve({ ...strict, RATE_LIMITS: "off" });
    const many = await crowd(off, 4, () => "10.0.5.2");
    const { _id } = await many[0]!.open({ max: 4 });
    expect(seated(await Promise.all(many.map((one) => enter(one, _id))))).toBe(4);
    await off.close();
  });
});

describe("with several instances", () => {
  const instances = useInstances(2, strict);

  test("an address gets its half of the seats once, whichever instances it asks", async () => {
    const [A, B] = instances.servers as [TestServer, TestServer];
    const ann = await A.visitor("10.0.0.1");
    const { _id } = await ann.open({ max: 10 });
    const puppets = [...(await crowd(A, 10, () => "10.0.0.2")), ...(await crowd(B, 10, () => "10.0.0.2"))];
    expect(seated(await Promise.all(puppets.map((one) => enter(one, _id))))).toBe(5);
  });
});
