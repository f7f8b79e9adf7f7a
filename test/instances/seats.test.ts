import { describe, expect, test } from "vitest";
import type { RoomView } from "../../src/shared/events.js";
import { at, twoMembers, useInstances } from "../support/instances.js";
import { race, untilBothOccurred } from "../support/race.js";

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "700", LOST_CONNECTION_GRACE_MS: "300000" });
const [A, B] = [() => instances.servers[0]!, () => instances.servers[1]!];

const twoIn = (fields?: Record<string, unknown>) => twoMembers(instances, fields);

const codeOf = (error: unknown): string => (error as Error).message;

describe("over two instances", () => {
  test("of 100 visitors who ask both instances at once for 10 seats exactly 10 get one", {
    tags: ["thorough"],
  }, async () => {
    const people = await Promise.all(Array.from({ length: 100 }, (_, i) => (i % 2 ? A() : B()).visitor()));
    const room = await people[0]!.open({ max: 10 });
    const outcomes = await Promise.allSettled(people.map((one) => one.enter(room._id)));
    const seated = outcomes.filter((outcome) => outcome.status === "fulfilled");
    expect(seated).toHaveLength(10);
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused.map(({ reason }) => codeOf(reason))).toEqual(Array(90).fill("ROOM_FULL"));
    for (const { value } of seated) value.close();
  });

  test("tabs at both instances share one seat, which is given up with the last of them", async () => {
    const { ann, bob, room, b } = await twoIn({ max: 2 });
    const tab = await at(B(), ann).enter(room._id);
    const first = await ann.enter(room._id);
    tab.close();
    await bob.say(room._id, "still two");
    await first.next("chat");
    const { body } = await bob.json("GET", "/");
    expect(body.rooms.find(({ _id }: RoomView) => _id === room._id).people).toBe(2);
    expect(b.has("exit")).toBe(false);
  });

  test("a visitor who loads the page at one instance and connects to the other sits by the socket", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room, a } = await twoIn();
    const carl = await A().visitor();
    await carl.get(`/room/${room._id}`);
    const socket = await at(B(), carl).enter(room._id);
    const carlIs = await carl.me();
    socket.close();
    // A page without scripts would keep the seat for two minutes.
    await a.next("exit", ({ member }) => member.id === carlIs.id);
    expect((await bob.me()).id).not.toBe((await ann.me()).id);
  });

  test("a kick and a ban reach the sockets and requests at the other instance", async () => {
    const { ann, bob, room, a, b } = await twoIn();
    const bobIs = await bob.me();
    await a.call("kick", { member: bobIs.id });
    expect(await b.next("kick")).toEqual({ reason: "kicked" });
    await b.next("disconnect");
    const again = await bob.enter(room._id);
    await ann.json("POST", `/room/${room._id}/kick`, { member: bobIs.id, ban: true });
    expect(await again.next("kick")).toEqual({ reason: "banned" });
    await again.next("disconnect");
    expect(codeOf(await bob.enter(room._id).catch((error) => error))).toBe("BANNED");
    const { status } = await bob.json("POST", `/room/${room._id}/chat`, { chat: "still me" });
    expect(status).toBe(403);
    expect((await bob.json("GET", `/room/${room._id}/chats`)).status).toBe(403);
  });

  test("a leave at one instance closes the visitor's tabs at the other", async () => {
    const { bob, room, a, b } = await twoIn();
    // A member whose join was not sent yet may come and go without a word.
    await a.next("join");
    await at(A(), bob).form(`/room/${room._id}/leave`, {});
    expect(await b.next("kick")).toEqual({ reason: "left" });
    await a.next("exit");
  });

  test("a member who comes back to the other instance after a restart has not been away", async () => {
    const { ann, bob, room, a, b } = await twoIn();
    const server = B();
    const restarted = server.restart();
    await b.next("disconnect");
    const back = await at(A(), bob).enter(room._id);
    await restarted;
    await ann.say(room._id, "here?");
    await a.next("chat");
    await back.next("chat");
    expect(a.has("exit")).toBe(false);
    a.close();
    back.close();
  });
});

describe("over two instances that give an empty room no time", () => {
  const hasty = useInstances(2, { EMPTY_ROOM_GRACE_MS: "0" });

  test("a join that meets the last leave at the other instance is in a room that lives, or told that it is gone", {
    tags: ["thorough"],
  }, async () => {
    const [here, there] = hasty.servers;
    const [ann, bob] = [await here!.visitor(), await there!.visitor()];
    await untilBothOccurred(["ROOM_NOT_FOUND", "lives"], { least: 20, most: 300 }, async (lead) => {
      const room = await ann.open();
      const last = await ann.enter(room._id);
      const leave = () => last.ask("leave");
      const [, joined] = await race(lead, leave, () => bob.enter(room._id).catch(codeOf));
      if (typeof joined === "string") return joined;
      expect(await joined.call("chat", { chat: "alive" })).toMatchObject({ seq: 1 });
      joined.close();
      return "lives";
    });
  });
});
