import type { BrowserContextOptions, Page } from "playwright-core";
import { test } from "vitest";
import { drawCat } from "../../screenshots/cat.js";
import { useServer } from "../../support/server.js";
import type { Visitor } from "../../support/visitor.js";
import { enter, isLive, openMenu, openRoom, say } from "../support.js";
import type { Inspector } from "./inspector.js";
import { spoken } from "./spoken.js";

/** A lobby and a room full of what people write in the inspector's language. */
export function testTalkStates({ person, isFine, lang }: Inspector, phone: BrowserContextOptions): void {
  const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
  const { names, rooms, title, said, alt, whispered } = spoken[lang];

  async function named(name: string): Promise<Visitor> {
    const visitor = await server.visitor();
    await visitor.json("POST", "/nickname", { name });
    return visitor;
  }

  async function fillLobby(): Promise<void> {
    const [ann, bob] = [await named(names[0]), await named(names[1])];
    const [open, secret, full, locked] = [
      await ann.open({ title: rooms[0], lifetime: "24h" }),
      await bob.open({ title: rooms[1], password: "meow" }),
      await ann.open({ title: rooms[2], max: 2 }),
      await bob.open({ title: rooms[3] }),
    ];
    for (const { _id } of [open, full]) for (const one of [ann, bob]) await one.page(`/room/${_id}`);
    for (const { _id } of [secret, locked]) await bob.page(`/room/${_id}`);
    await bob.json("PATCH", `/room/${locked._id}`, { locked: true });
    await ann.say(open._id, said[0]);
  }

  /** Ann sees what others say, and what becomes of it. */
  async function talk(ann: Page, room: string): Promise<void> {
    const id = room.split("/").pop()!;
    const [bob, carl] = [await named(names[1]), await server.visitor()];
    const [his, theirs] = [await bob.enter(id), await carl.enter(id)];
    await say(ann, said[0]);
    await ann.waitForSelector(".mine[data-seq]");
    const me = await ann.locator("main").evaluate((main) => ({ ...main.dataset }));
    await his.call("chat", { chat: `@${me.name} ${said[1]}`, replyTo: 1 });
    await bob.upload(id, await drawCat("#d98b4a", "#2c3e50"), { alt });
    for (const one of [his, theirs]) await one.call("react", { seq: 3, emoji: "😂", on: true });
    await theirs.call("chat", { chat: said[2] });
    await theirs.call("chat", { chat: "gone" });
    await theirs.call("removeChat", { seq: 5 });
    await his.call("editChat", { seq: 2, chat: `**@${me.name}** ${said[1]} #4fa3c1` });
    await his.call("nickname", { name: `${names[1]} 2` });
    await his.call("whisper", { to: me.me!, chat: whispered });
    await ann.waitForSelector(".whispered");
    await ann.waitForSelector(".removed");
    await ann.waitForSelector("#chat-3 .reaction");
  }

  test("nothing is wrong with an empty lobby, and with one of rooms of many kinds", async () => {
    const ann = await person(phone);
    await enter(ann, server.url);
    await isFine(ann, "empty lobby");
    await fillLobby();
    await ann.locator(".card.full").waitFor();
    await ann.locator(".card .badge").waitFor();
    await ann.locator(".card").nth(3).waitFor();
    await isFine(ann, "lobby of rooms of many kinds");
    await ann.click(".languages > summary");
    await isFine(ann, "list of languages");
  });

  test("nothing is wrong with a room in which people talk, its menu, its people, and a question before leaving", async () => {
    const ann = await person(phone);
    await ann.goto(server.url);
    const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };
    await ann.request.post(`${server.url}/nickname`, { headers, data: { name: names[0] } });
    const room = await openRoom(ann, server.url, title);
    await isLive(ann);
    await isFine(ann, "alone in a room");
    await talk(ann, room);
    await isFine(ann, "people talk");
    await openMenu(ann);
    await isFine(ann, "menu of an opener");
    await ann.click(".room-bar .languages > summary");
    await isFine(ann, "languages in the menu");
    await ann.click("[data-close] > summary");
    await ann.waitForSelector("dialog[open]");
    await isFine(ann, "before a room is closed");
    await ann.keyboard.press("Escape");
    await ann.click("a.to-people");
    await ann.locator(".member .sure > summary").first().click();
    await isFine(ann, "people of a room");
  });
}
