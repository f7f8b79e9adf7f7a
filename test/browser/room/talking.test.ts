import { describe, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { enter, file, isLive, isStored, openMenu, say, sees, two, useBrowser, words } from "../support.js";

const server = useServer();
const { person } = useBrowser();

describe("two members", () => {
  test("two members see each other come, type, write and go", async () => {
    const { ann, bob } = await two(person, server.url);
    await sees(ann, ".line", "came in");
    await bob.type("#say", "hel");
    await sees(ann, "[data-typing]", "is typing");
    await say(bob, "hello `x < y` https://example.org/a?b=1&c=2");
    await ann.waitForSelector(".words a[href='https://example.org/a?b=1&c=2'][rel~=noopener]");
    expect(await ann.locator(".words code").textContent()).toBe("x < y");
    await say(ann, "😹😹");
    await bob.waitForSelector(".words.big");
    await openMenu(bob);
    await bob.click("form[action$='/leave'] button");
    await bob.waitForURL(`${server.url}/`);
    await sees(ann, ".line", "left");
  });

  test("Shift+Enter breaks a line, and a check says that a message was stored", async () => {
    const { ann, bob } = await two(person, server.url);
    await ann.focus("#say");
    await ann.keyboard.type("one");
    await ann.keyboard.press("Shift+Enter");
    await ann.keyboard.type("two");
    await ann.keyboard.press("Enter");
    await sees(bob, ".words", "one");
    expect(await words(bob)).toEqual(["one\ntwo"]);
    await ann.waitForSelector(".mine .mark[title=Sent]");
    expect(await bob.locator(".mark").count()).toBe(0);
  });

  test("the Enter of a Korean input method sends nothing", { tags: ["thorough"] }, async () => {
    const { ann, bob } = await two(person, server.url);
    await ann.focus("#say");
    await ann.evaluate(`document.querySelector("#say").addEventListener("keydown", (event) => {
      document.body.dataset.composed = String(event.isComposing);
    })`);
    const keyboard = await ann.context().newCDPSession(ann);
    const compose = (text: string) =>
      keyboard.send("Input.imeSetComposition", { text, selectionStart: 1, selectionEnd: 1 });
    const key = (type: "rawKeyDown" | "keyUp", code: number) =>
      keyboard.send("Input.dispatchKeyEvent", {
        type,
        key: "Enter",
        code: "Enter",
        windowsVirtualKeyCode: code,
      });
    for (const jamo of ["ㅎ", "하", "한"]) await compose(jamo);
    await key("rawKeyDown", 229);
    await key("keyUp", 229);
    expect(await ann.evaluate("document.body.dataset.composed")).toBe("true");
    expect(await ann.inputValue("#say")).toBe("한");
    await keyboard.send("Input.insertText", { text: "한글" });
    await ann.keyboard.press("Enter");
    await sees(bob, ".words", "한글");
    expect(await words(bob)).toEqual(["한글"]);
  });

  test("a member edits with the arrow key and deletes after being asked", async () => {
    const { ann, bob } = await two(person, server.url);
    await say(ann, "teh cat");
    await sees(bob, ".words", "teh cat");
    await isStored(ann, "teh cat");
    await ann.keyboard.press("ArrowUp");
    await ann.keyboard.press("Control+A");
    await ann.keyboard.type("the cat");
    await ann.keyboard.press("Enter");
    await sees(bob, ".words", "the cat edited");
    await ann.locator(".mine .tools > summary").click({ force: true });
    expect(await ann.locator("[data-edit] button:visible").count()).toBe(0);
    await ann.click("[data-start-edit]");
    const offered = await ann.locator(".chat button:visible").allInnerTexts();
    expect(offered).toEqual(["Save", "Cancel"]);
    expect(await ann.locator(".words").isVisible()).toBe(false);
    await ann.fill("[data-edit] textarea", "no cat");
    await ann.click("[data-cancel-edit]");
    await sees(ann, ".words", "the cat edited");
    await ann.locator(".mine .tools > summary").click({ force: true });
    await ann.click("[data-start-edit]");
    expect(await ann.inputValue("[data-edit] textarea")).toBe("the cat");
    await ann.keyboard.press("Escape");
    await sees(ann, ".words", "the cat edited");
    await ann.locator(".mine .tools > summary").click({ force: true });
    await ann.click(".tools[open] [data-remove] button");
    await ann.click("dialog .danger");
    await bob.waitForSelector(".removed");
    expect(await words(bob)).toEqual([]);
  });

  test("members take names, and whisper so that only two see it", async () => {
    const { ann, bob, room } = await two(person, server.url);
    const eve = await person();
    await enter(eve, room);
    await openMenu(bob);
    await bob.fill("#nickname", "지우");
    await bob.click("[data-nickname] button");
    await sees(ann, ".member .name", "지우");
    await sees(ann, ".line", "is now 지우");
    await ann.locator(".member", { hasText: "지우" }).locator("[data-whisper]").click();
    await sees(ann, "[data-whispering]", "Only 지우 will see this");
    await say(ann, "psst");
    await sees(bob, ".whispered .private", "whispered to you");
    await sees(ann, ".whispered .private", "whispered to 지우");
    await ann.press("#say", "Escape");
    await say(ann, "aloud");
    for (const page of [eve, bob]) await sees(page, ".words", "aloud");
    expect(await words(eve)).toEqual(["aloud"]);
    expect(await words(bob)).toEqual(["psst", "aloud"]);
    await bob.fill("#say", "down\n".repeat(60));
    await bob.press("#say", "Enter");
    await ann.click(".unfold summary");
    await ann.locator("#stream").evaluate((one) => one.scrollBy(0, -600));
    await ann.waitForSelector("[data-to-bottom]:visible");
    await ann.click(".whispered [data-whisper]");
    await say(ann, "from far up");
    await sees(bob, ".whispered .words", "from far up");
    await ann.waitForSelector("[data-to-bottom]", { state: "hidden" });
  });

  test("a muted member's messages are folded for who muted them alone, after a reload as well", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    const eve = await person();
    await enter(eve, room);
    await say(bob, "before");
    await sees(ann, ".words", "before");
    const row = ann.locator(".member", { has: ann.locator("[data-whisper]") }).first();
    await row.locator(".sure > summary").click();
    await row.locator("[data-mute]").click();
    await sees(ann, ".fold", "muted");
    await bob.locator("[data-whisper]").first().click();
    await say(bob, "whispered");
    await bob.press("#say", "Escape");
    await say(bob, "after");
    await sees(eve, ".words", "after");
    await ann.locator(".fold").nth(1).waitFor();
    expect(await ann.locator(".words:visible").count()).toBe(0);
    await ann.reload();
    await isLive(ann);
    await ann.locator(".fold").nth(1).locator("button").click();
    await sees(ann, ".words", "after");
    expect(await ann.locator(".chat:visible .words:visible").allInnerTexts()).toEqual(["after"]);
  });

  test("a message begun as a whisper is never shown to everyone", { tags: ["thorough"] }, async () => {
    const { ann, bob } = await two(person, server.url);
    await ann.click("[data-whisper]");
    await ann.fill("#say", "a secret half written");
    await ann.setInputFiles("#gif", file(gif()));
    await sees(ann, ".notice", "cannot be whispered");
    expect(await ann.locator(".parcel").count()).toBe(0);
    expect(await bob.locator("[data-typing]").innerText()).toBe("");
    await ann.reload();
    await isLive(ann);
    expect(await ann.inputValue("#say")).toBe("");
  });

  test("a draft stays with whom it was written for, however the mode changes", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    const eve = await person();
    await enter(eve, room);
    await ann.fill("#say", "for all");
    await ann.locator("[data-whisper]").first().click();
    expect(await ann.inputValue("#say")).toBe("");
    await ann.fill("#say", "for one");
    await ann.press("#say", "Escape");
    expect(await ann.inputValue("#say")).toBe("for all");
    await ann.press("#say", "Enter");
    await sees(eve, ".words", "for all");
    await ann.locator("[data-whisper]").first().click();
    expect(await ann.inputValue("#say")).toBe("for one");
    await ann.locator("[data-whisper]").nth(1).click();
    expect(await ann.inputValue("#say")).toBe("");
    await ann.locator("[data-whispering] button").click();
    await ann.press("#say", "Enter");
    await say(ann, "the last one");
    await sees(eve, ".words", "the last one");
    await sees(bob, ".words", "the last one");
    expect(await words(eve)).toEqual(["for all", "the last one"]);
  });

  test("a whisper is answered from the stream, and ends when its member leaves", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    const eve = await person();
    await enter(eve, room);
    await ann
      .locator(".member", { hasText: (await bob.getAttribute("#main", "data-name"))! })
      .locator("[data-whisper]")
      .click();
    await say(ann, "psst");
    await bob.click(".whispered [data-whisper]");
    await say(bob, "what is it");
    await sees(ann, ".whispered .words", "what is it");
    await ann.fill("#say", "a secret for bob");
    await openMenu(bob);
    // It is shown for some seconds only.
    const told = sees(ann, "[data-notices]", "kept in case they return");
    await Promise.all([told, bob.click("[data-leave] button")]);
    expect(await ann.locator("[data-whispering]").isVisible()).toBe(false);
    expect(await ann.inputValue("#say")).toBe("");
    await ann.keyboard.type("more of it");
    await ann.keyboard.press("Enter");
    await say(ann, "for all");
    await sees(eve, ".words", "for all");
    expect(await words(eve)).toEqual(["for all"]);
    await ann.locator(".whispered [data-whisper]").first().click();
    await sees(ann, "[data-notices]", "left the room");
  });

  test("on a phone, the list of people leaves the history as it found it", {
    tags: ["thorough"],
  }, async () => {
    const { ann: owner, room } = await two(person, server.url);
    const ann = await person({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await ann.goto(server.url);
    await enter(ann, room);
    const paint = () => ann.locator(".say button").evaluate((one) => getComputedStyle(one).backgroundColor);
    const empty = await paint();
    await ann.fill("#say", "tapped");
    await expect.poll(paint).not.toBe(empty);
    await ann.tap(".say button");
    await sees(ann, ".words", "tapped");
    await expect.poll(paint).toBe(empty);
    const isOpen = (open: boolean) => ann.locator("#people").waitFor({ state: open ? "visible" : "hidden" });
    for (let i = 0; i < 3; i++) {
      await ann.tap(".to-people");
      await isOpen(true);
      await ann.tap(".people .close");
      await isOpen(false);
    }
    await ann.tap(".to-people");
    await isOpen(true);
    await ann.tap("[data-whisper]");
    await isOpen(false);
    await sees(ann, "[data-whispering]", "will see this");
    await ann.tap(".to-people");
    await isOpen(true);
    await ann.goBack();
    await isOpen(false);
    await ann.goBack();
    await ann.waitForURL(`${server.url}/`);
    await sees(owner, ".line", "left");
  });

  test("the page wraps long words, and keeps code and links as they were typed", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob } = await two(person, server.url);
    for (const page of [ann, bob]) await page.setViewportSize({ width: 360, height: 740 });
    const code = "if (a  <  b) {\n\treturn `x`;\n}";
    const long = "대한민국만세".repeat(60);
    for (const text of [long, `https://example.org/${"x".repeat(300)}`, `\`\`\`\n${code}\n\`\`\``]) {
      await ann.fill("#say", text);
      await ann.click(".say button");
    }
    await sees(bob, ".words pre code", "return");
    expect(await bob.locator("pre code").textContent()).toBe(code);
    expect(await bob.locator(".words").first().textContent()).toBe(long);
    expect(await bob.evaluate("document.querySelector('#stream').scrollWidth - innerWidth")).toBe(0);
    await say(ann, "javascript:alert(1) <img src=x onerror=alert(1)> data:text/html,x");
    await sees(bob, ".words", "javascript:alert(1) <img");
    expect(await bob.locator(".words a").count()).toBe(1);
    expect(await bob.locator(".words img").count()).toBe(0);
  });

  test("each message says when it was sent, to the second on a closer look", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob } = await two(person, server.url);
    await say(ann, "one");
    await say(ann, "two");
    await sees(bob, ".words", "two");
    const times = bob.locator(".chat time");
    expect(await times.count()).toBe(2);
    for (const title of await times.evaluateAll((all) => all.map((one) => one.getAttribute("title"))))
      expect(title).toMatch(/\d{4}.*\d\d?:\d\d:\d\d/);
    expect(await times.last().isVisible()).toBe(false);
    await bob.locator(".words").last().hover();
    await times.last().waitFor();
  });
});
