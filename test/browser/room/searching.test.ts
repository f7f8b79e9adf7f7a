import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { enter, goOffline, ofTheNetwork, sees, useBrowser } from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofTheNetwork);

async function roomOf(texts: string[]) {
  const talker = await server.visitor();
  const { _id } = await talker.open({ title: "Long" });
  const client = await talker.enter(_id);
  for (const chat of texts) await client.call("chat", { chat });
  return { talker, client, id: _id, room: `${server.url}/room/${_id}` };
}

/** 120 messages; the third, and each thirtieth, is about a cat. */
const texts = Array.from({ length: 120 }, (_, i) =>
  i === 2 ? "My ＣＡＴ sleeps" : i % 30 === 29 ? `cat number ${i + 1}` : `number ${i + 1}`,
);

const results = (page: Page) =>
  expect.poll(() => page.locator(".found").evaluateAll((all) => all.map((one) => Number(one.dataset.found))));

const focused = (page: Page) =>
  expect.poll(() =>
    page.evaluate<string>(`document.activeElement.closest("[data-found], .chat, [id]").id ||
    document.activeElement.closest("[data-found]").dataset.found`),
  );

describe("search in a room", () => {
  test("a member finds as they type, by keyboard, far up and offline, sees removals, and is led to what they missed", async () => {
    const { talker, client, id, room } = await roomOf(texts);
    const ann = await person();
    await enter(ann, room);
    await ann.focus(".room-bar a[data-find]");
    await ann.keyboard.press("Enter");
    await ann.waitForSelector("#find:focus");
    await ann.keyboard.type("c");
    await sees(ann, ".find-body", "At least two characters");
    await ann.keyboard.type("at");
    await results(ann).toEqual([120, 90, 60, 30, 3]);
    await sees(ann, ".find [role=status]", "5 messages found");
    const marks = () => ann.locator(".found mark").allInnerTexts();
    await expect.poll(marks).toEqual(["cat", "cat", "cat", "cat", "ＣＡＴ"]);
    for (let i = 0; i < 5; i++) await ann.keyboard.press("ArrowDown");
    await focused(ann).toBe("3");
    await ann.keyboard.press("Enter");
    await ann.waitForSelector("#chat-3:focus");
    await focused(ann).toBe("chat-3");
    const highlighted = () => ann.evaluate("[...(CSS.highlights.get('found') ?? [])].join()");
    await expect.poll(highlighted).toBe("ＣＡＴ");
    await ann.waitForSelector(".found:last-child > [aria-current]");
    await client.call("removeChat", { seq: 60 });
    await client.call("editChat", { seq: 90, chat: "a dog after all" });
    await results(ann).toEqual([120, 30, 3]);
    await ann.keyboard.press("/");
    await ann.waitForSelector("#find:focus");
    await talker.upload(id, gif(), { alt: "A purring kitten" });
    await ann.fill("#find", "PURR");
    await results(ann).toEqual([121]);
    await ann.waitForSelector(".found-gif img");
    await goOffline(ann);
    await ann.fill("#find", "my cat");
    await sees(ann, ".find [role=status]", "goes on when it is back");
    await ann.context().setOffline(false);
    await results(ann).toEqual([3]);
    await ann.fill("#find", "no such thing");
    await sees(ann, ".find [role=status]", "Nothing found");
    await ann.keyboard.press("Escape");
    await ann.waitForSelector(".find", { state: "detached" });
    await ann.waitForSelector(".room-bar a[data-find]:focus");
    await ann.waitForSelector("#people:visible");

    await ann.goto("about:blank");
    for (let i = 0; i < 130; i++) await client.call("chat", { chat: `meanwhile ${i}` });
    await enter(ann, room);
    await sees(ann, ".to-unread", "131 new messages above");
    await ann.click(".to-unread");
    await ann.waitForSelector(".divider + #chat-121");
    await ann.waitForSelector(".to-unread", { state: "detached" });
    await ann.click("[data-to-bottom]");
    await ann.waitForSelector("#chat-251");
    await ann.waitForSelector(".to-unread", { state: "detached" });

    // The address that a page without scripts leads to.
    await ann.goto(`${room}?before=30#chat-5`);
    await ann.waitForSelector("#chat-5:focus");
    expect(ann.url()).toBe(room);
    await ann.click(".room-bar a[data-find]");
    await ann.waitForSelector("#find:focus");
    await talker.json("DELETE", `/room/${id}`);
    await ann.waitForSelector(".ended a:focus");
    await ann.waitForSelector(".find", { state: "detached" });
    await ann.waitForSelector("a[data-find]", { state: "hidden" });
  });

  test("on a phone the search lies over the room, looks further back, and is gone when it has led somewhere", {
    tags: ["thorough"],
  }, async () => {
    const { client, room } = await roomOf(Array.from({ length: 120 }, (_, i) => `cat ${i + 1}`));
    const ann = await person({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await enter(ann, room);
    await ann.tap(".room-bar .menu > summary");
    await ann.tap(".menu a[data-find]");
    await ann.waitForSelector("dialog.find-sheet[open] #find:focus");
    await ann.fill("#find", "cat");
    await sees(ann, ".find [role=status]", "50 messages found");
    await sees(ann, ".find-body", "Looked through the newest 50 messages");
    // Not by a tap, which scrolls to the button first.
    await ann.locator(".find-body button", { hasText: "Look further back" }).dispatchEvent("click");
    await sees(ann, ".find [role=status]", "100 messages found");
    await ann.evaluate("document.querySelector('.find-body').scrollTo(0, 1e6)");
    await sees(ann, ".find [role=status]", "120 messages found");
    await sees(ann, ".find-body", "where the room begins");
    await ann.locator(".found[data-found='2'] a").tap();
    await ann.waitForSelector("dialog.find-sheet", { state: "detached" });
    await ann.waitForSelector("#chat-2:focus");
    await client.call("removeChat", { seq: 2 });
    await sees(ann, "#chat-2", "removed");
  });
});
