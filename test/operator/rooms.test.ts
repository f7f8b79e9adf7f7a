import { expect, test } from "vitest";
import type { OperatorRoom, RoomsPage } from "../../src/shared/operator-props.js";
import { gif } from "../support/gif.js";
import { OPERATOR_TOKEN, operatorAt } from "../support/operator.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ OPERATOR_TOKEN, EMPTY_ROOM_GRACE_MS: "300000" });

async function roomsOf(operator: Visitor, query = ""): Promise<RoomsPage> {
  return (await operator.json("GET", `/operator/rooms${query}`)).body;
}

const titles = ({ rooms }: RoomsPage) => rooms.map(({ title }) => title);

/** Every page, from the first on. */
async function allRooms(operator: Visitor, sort: string): Promise<OperatorRoom[]> {
  const rooms: OperatorRoom[] = [];
  for (let before: string | undefined = ""; before !== undefined; ) {
    const page: RoomsPage = await roomsOf(operator, `?sort=${sort}&before=${before}`);
    expect(page.rooms.length).toBeLessThanOrEqual(50);
    rooms.push(...page.rooms);
    before = page.before;
  }
  return rooms;
}

test("the operator sees all rooms with how busy they are, but not the titles of secret ones", async () => {
  const operator = await operatorAt(server);
  const ann = await server.visitor();
  const quiet = await ann.open({ title: "Quiet", max: 5 });
  const hidden = await ann.open({ title: "Hidden", listed: "off", lifetime: "24h" });
  const secret = await ann.open({ title: "What nobody may read", password: "p" });
  const busy = await ann.open({ title: "Busy" });
  const inside = [await ann.enter(busy._id), await ann.enter(hidden._id), await ann.enter(secret._id)];
  for (let i = 0; i < 9; i++) await ann.say(busy._id, `Message ${i}`);
  expect((await ann.upload(busy._id, gif({ frames: 2 }))).status).toBe(201);
  await ann.say(hidden._id, "One");
  await expect.poll(async () => (await roomsOf(operator)).rooms[0]?.messagesPerMinute).toBe(2);

  const lively = await roomsOf(operator);
  expect(lively.sort).toBe("rate");
  expect(lively.rooms[0]).toMatchObject({ title: "Busy", people: 1, picturesPerMinute: 0.2 });
  const newest = await roomsOf(operator, "?sort=new");
  expect(newest.rooms.map(({ id }) => id)).toEqual([busy._id, secret._id, hidden._id, quiet._id]);
  expect(titles(newest)).toEqual(["Busy", undefined, "Hidden", "Quiet"]);
  expect(newest.rooms[1]).toMatchObject({ secret: true, reported: false, people: 1 });
  expect(newest.rooms[2]).toMatchObject({ listed: false, expiresAt: expect.any(String) });
  expect(newest.rooms[3]).toMatchObject({ listed: true, max: 5, messagesPerMinute: 0, people: 0 });
  const page = await operator.page("/operator/rooms?sort=new");
  expect(page).toContain("Hidden");
  expect(page).not.toContain("What nobody may read");
  for (const one of inside) one.close();
});

test("many rooms have pages, which show each of them once", { tags: ["thorough"] }, async () => {
  const operator = await operatorAt(server);
  const known = (await allRooms(operator, "new")).length;
  const opened: string[] = [];
  for (let i = 0; i < 103 - known; i++) opened.unshift((await operator.open())._id);
  const newest = await allRooms(operator, "new");
  expect(newest.map(({ id }) => id).slice(0, opened.length)).toEqual(opened);
  expect(newest).toHaveLength(103);
  expect(new Set((await allRooms(operator, "rate")).map(({ id }) => id)).size).toBe(103);
  for (const query of ["?before=x", "?sort=new&before=x", "?sort=old", "?before=%3C"])
    expect((await operator.json("GET", `/operator/rooms${query}`)).status).toBe(422);
});

test("a room ends from the list, its members are told, and a second end says that it is gone", async () => {
  const operator = await operatorAt(server);
  const ann = await server.visitor();
  const room = await ann.open({ title: "Ends", lifetime: "7d", password: "p" });
  const member = await ann.enter(room._id);
  const here = "/operator/rooms?sort=new";
  const ended = await operator.form(`/operator/rooms/${room._id}/end`, { here });
  expect([ended.status, ended.headers.get("location")]).toEqual([303, here]);
  expect(await operator.page(here)).toContain("The room has ended");
  await member.next("removeRoom");
  const again = await operator.form(`/operator/rooms/${room._id}/end`, { here: "https://evil.example" });
  expect([again.status, again.headers.get("location")]).toEqual([303, "/operator/rooms"]);
  expect(await operator.page("/operator/rooms")).toContain("This room is gone");
});
