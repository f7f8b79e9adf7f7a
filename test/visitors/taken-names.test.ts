import { describe, expect, test } from "vitest";
import type { Member, RoomView } from "../../src/shared/events.js";
import en from "../../src/shared/i18n/catalogues/en.js";
import ko from "../../src/shared/i18n/catalogues/ko.js";
import { race, untilBothOccurred } from "../support/race.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer();

const rename = (visitor: Visitor, name: string) => visitor.json("POST", "/nickname", { name });
const named = async (name = ""): Promise<Visitor> => {
  const visitor = await server.visitor();
  await rename(visitor, name);
  return visitor;
};
const namesIn = async (reader: Visitor, room: string): Promise<string[]> =>
  (await reader.json("GET", `/room/${room}`)).body.members.map(({ name }: Member) => name);

describe("names that are taken", () => {
  test("a name that looks like another member's is refused, over HTTP and sockets, and changes nothing", async () => {
    const [ann, bob] = [await named("Ann Lee"), await named("Bob")];
    const room = await ann.open();
    const [hers, his] = [await ann.enter(room._id), await bob.enter(room._id)];
    for (const name of ["Ann Lee", "ann lee", "Αnn  Lee", "Аnn Lее", "ＡNN ＬEE", "𝐀nn Lee", "ᴀnn Lee"]) {
      expect([name, (await rename(bob, name)).status]).toEqual([name, 409]);
      expect(await his.refusal("nickname", { name })).toBe("NAME_TAKEN");
    }
    expect(await namesIn(bob, room._id)).toEqual(["Ann Lee", "Bob"]);
    expect(await bob.say(room._id, "still me")).toMatchObject({ name: "Bob" });
    expect(hers.has("rename")).toBe(false);
    expect(await his.call("nickname", { name: "Ann Leo" })).toMatchObject({ name: "Ann Leo" });
    hers.close();
    his.close();
  });

  test("one's own name may be written anew, and from two tabs at once", async () => {
    const ann = await named("Ann");
    const room = await ann.open();
    const tabs = [await ann.enter(room._id), await ann.enter(room._id)];
    const both = await Promise.all(tabs.map((tab) => tab.call("nickname", { name: "ANN" })));
    expect(both.map(({ name }) => name)).toEqual(["ANN", "ANN"]);
    expect(await namesIn(ann, room._id)).toEqual(["ANN"]);
    for (const tab of tabs) tab.close();
  });

  test("colours of others and roles are nobody's name; one's own colour is", async () => {
    const [ann, bob] = [await named(), await named()];
    const [{ color }, mine] = [await ann.me(), await bob.me()];
    const roles = [
      "host",
      "Acting Host",
      "OWNER",
      "opener",
      "operator",
      "Moderator",
      "аdmin",
      "ADMlN",
      "ᴀᴅᴍɪɴ",
    ];
    const words = [
      "system",
      "Ѕystem",
      "b0t",
      "방장",
      "운영자",
      "시스템",
      en["role.opener"],
      ko["role.opener"],
      ...["管理人", "房主", "群主", "MODERATEUR", "modérateur", "moderacion", "gastgeber", "anfitriã"],
      ...["المشرف", "المـشرف", "المُشرف"],
    ];
    for (const name of [
      color,
      color.toUpperCase(),
      color.replace("#", "＃"),
      "#OO1l22",
      "#fff",
      ...roles,
      ...words,
    ]) {
      const { status, body } = await rename(bob, name);
      expect([name, status, body.error?.code]).toEqual([name, 409, "NAME_TAKEN"]);
    }
    for (const name of [mine.color, mine.color.toUpperCase().replace("#", "＃")])
      expect((await rename(bob, name)).body).toEqual(mine);
    for (const name of ["hostess", "Adminah", "#cool", "#1", "방", "Robot", "مشرف", "アン", "主"])
      expect((await rename(bob, name)).status).toBe(200);
  });

  test("a form comes back with what was typed, and the reason at its field", async () => {
    const ann = await named("Ann");
    expect((await ann.form("/nickname", { name: "admin", here: "/room" })).headers.get("location")).toBe(
      "/room",
    );
    const page = await ann.page("/room");
    expect(page).toMatch(/<details class="menu you" open>/);
    expect(page).toMatch(
      /<input[^>]* id="nickname"[^>]* value="admin"[^>]* nickname-error" aria-invalid="true"/,
    );
    expect(page).toMatch(/<p class="field-error" id="nickname-error">.*This name is taken/);
    expect(page).not.toContain('class="flash');
    expect(await ann.page("/room")).not.toContain("nickname-error");
  });

  test("who enters later shows the colour there, and gets the name by renaming once it is free", async () => {
    const [ann, other] = [await named("Ann"), await named("аnn")];
    const room = await ann.open();
    const hers = await ann.enter(room._id);
    const elsewhere = await other.open();
    const there = await other.enter(elsewhere._id);
    const { color, id } = await (async () =>
      (await other.json("GET", `/room/${elsewhere._id}`)).body.members[0])();
    const page = await other.page(`/room/${room._id}`);
    expect(page).toContain("goes by a name like “аnn”");
    expect(page).toContain(`data-name="${color}"`);
    const client = other.connect("/chat", { auth: { room: room._id } });
    await client.connected();
    const { me, members } = await client.next("welcome");
    expect(me).toEqual({ id, color, name: color });
    expect(members[1]).toEqual(me);
    expect((await hers.next("join")).member).toEqual(me);
    expect(await client.call("chat", { chat: "by socket" })).toMatchObject({ name: color });
    expect(await other.say(room._id, "by form")).toMatchObject({ name: color });
    expect(await client.call("whisper", { to: (members[0] as Member).id, chat: "psst" })).toMatchObject({
      from: me,
    });
    expect(await other.say(elsewhere._id, "here")).toMatchObject({ name: "аnn" });
    expect(await client.refusal("nickname", { name: "аnn" })).toBe("NAME_TAKEN");
    await ann.json("POST", `/room/${room._id}/leave`);
    expect((await client.next("exit")).member).toEqual({
      id: expect.any(String),
      color: expect.any(String),
      name: "Ann",
    });
    expect(await client.call("nickname", { name: "аnn" })).toMatchObject({ name: "аnn" });
    expect(await other.say(room._id, "again")).toMatchObject({ name: "аnn" });
    for (const one of [hers, there, client]) one.close();
  });

  test("a name that is taken in one of a visitor's rooms changes none of them, and is free for others", async () => {
    const [ann, bob, eve] = [await named("Ann"), await named("Bob"), await named("Eve")];
    const rooms = (await Promise.all([bob.open(), bob.open(), bob.open()])).sort((a, b) =>
      a._id < b._id ? -1 : 1,
    );
    const clients = await Promise.all(rooms.map(({ _id }) => bob.enter(_id)));
    // The last one asked, so that the others have to let go of the name again.
    const hers = await ann.enter(rooms[2]!._id);
    expect(await clients[0]!.refusal("nickname", { name: "ann" })).toBe("NAME_TAKEN");
    for (const { _id } of rooms) expect((await namesIn(bob, _id))[0]).toBe("Bob");
    expect(
      (await bob.json("GET", "/")).body.rooms.find(({ _id }: RoomView) => _id === rooms[0]!._id).owner.name,
    ).toBe("Bob");
    const third = await eve.enter(rooms[0]!._id);
    expect(await third.call("nickname", { name: "ANN" })).toMatchObject({ name: "ANN" });
    expect(await clients[0]!.call("nickname", { name: "Rob" })).toMatchObject({ name: "Rob" });
    for (const { _id } of rooms) expect((await namesIn(bob, _id))[0]).toBe("Rob");
    for (const one of [...clients, hers, third]) one.close();
  });

  test("of two visitors who take the same name at the same moment exactly one gets it", async () => {
    const [ann, bob] = [await named(), await named()];
    const rooms = [await ann.open(), await ann.open()];
    const clients = await Promise.all(rooms.flatMap(({ _id }) => [ann.enter(_id), bob.enter(_id)]));
    await untilBothOccurred(["ann", "bob"], { least: 6, most: 60 }, async (lead, i) => {
      const [hers, his] = await race(
        lead,
        () => rename(ann, `Carl ${i}x`),
        () => rename(bob, `CARL ${i}x`),
      );
      expect([hers.status, his.status].sort()).toEqual([200, 409]);
      for (const { _id } of rooms) {
        const names = await namesIn(ann, _id);
        expect(names.filter((name) => name.toLowerCase() === `carl ${i}x`)).toHaveLength(1);
      }
      return hers.status === 200 ? "ann" : "bob";
    });
    for (const one of clients) one.close();
  });

  test("of thirty who come in under one name at the same moment exactly one shows it", async () => {
    const people = await Promise.all(Array.from({ length: 30 }, () => named("Kim")));
    const room = await people[0]!.open({ max: 40 });
    const clients = await Promise.all(people.map((one) => one.enter(room._id)));
    const names = await namesIn(people[0]!, room._id);
    expect(names.filter((name) => name === "Kim")).toHaveLength(1);
    expect(names).toHaveLength(30);
    for (const one of clients) one.close();
  });
});
