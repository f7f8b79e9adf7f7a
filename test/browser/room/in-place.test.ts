import { describe, expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import {
  enter,
  goOffline,
  isLive,
  isStored,
  NOTHING,
  ofTheNetwork,
  openMenu,
  openRoom,
  say,
  sees,
  useBrowser,
} from "../support.js";

const server = useServer();
const { person } = useBrowser(ofTheNetwork);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

describe("names are edited where they stand", () => {
  test("a host renames the room and themselves; Escape, Cancel and an input method's Enter change nothing", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await enter(bob, room);
    expect(await bob.locator("[data-rename-room]:visible").count()).toBe(0);
    const field = ann.locator(".room-head .in-place input");

    await ann.click(".room-bar > .room-head [data-rename-room]");
    expect(await field.inputValue()).toBe("Late night cats");
    await field.fill("No cats");
    await ann.keyboard.press("Escape");
    await sees(ann, ".room-bar h1", "Late night cats");
    await ann.waitForSelector(".room-head > [data-rename-room]:focus");
    await ann.keyboard.press("Enter");
    await field.fill("No cats");
    await ann.getByRole("button", { name: "Cancel" }).click();
    await sees(ann, ".room-bar h1", "Late night cats");

    await ann.click(".room-bar > .room-head [data-rename-room]");
    const keyboard = await ann.context().newCDPSession(ann);
    await keyboard.send("Input.imeSetComposition", { text: "고양이", selectionStart: 3, selectionEnd: 3 });
    for (const type of ["rawKeyDown", "keyUp"] as const)
      await keyboard.send("Input.dispatchKeyEvent", {
        ...{ type, key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 },
      });
    expect(await field.inputValue()).toBe("고양이");
    await keyboard.send("Input.insertText", { text: "고양이들" });
    await ann.keyboard.press("Enter");
    for (const page of [ann, bob]) await sees(page, ".room-bar h1", "고양이들");
    await field.waitFor({ state: "detached" });

    await ann.click("[data-rename-me]");
    await ann.fill(".people .in-place input", "system");
    await ann.keyboard.press("Enter");
    await sees(ann, ".in-place .field-error", "name is taken");
    await ann.waitForSelector(".in-place [aria-invalid=true][aria-describedby]:focus");
    expect(await ann.inputValue(".people .in-place input")).toBe("system");
    await ann.fill(".people .in-place input", "Ann");
    await ann.waitForSelector(".field-error", { state: "detached" });
    await goOffline(ann);
    const bobWasFirst = `document.querySelector("[data-people]").prepend(document.querySelector("[data-people] > :last-child"))`;
    await ann.evaluate(bobWasFirst);
    await ann.context().setOffline(false);
    await ann.waitForSelector(
      ".member:has([data-rename-me]) + li:has(.in-place :focus) + .member:last-child",
    );
    await ann.waitForSelector("[data-rename-me]", { state: "hidden" });
    expect(await ann.inputValue(".people .in-place input")).toBe("Ann");
    await ann.keyboard.press("Enter");
    await sees(bob, ".member .name", "Ann");
    await ann.waitForSelector("[data-rename-me]:focus");
  });

  test("what is typed into a message outlasts its change elsewhere, and a refusal does not outlast Cancel", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await say(ann, "one");
    await isStored(ann, "one");
    const tab = await ann.context().newPage();
    await enter(tab, room);
    await tab.locator("#chat-1 [data-react] [value='👍']").dispatchEvent("click");
    await sees(ann, "#chat-1 > .reactions", "👍");
    const field = ann.locator("[data-edit] textarea");
    await ann.keyboard.press("ArrowUp");
    await field.fill("half a");
    await tab.locator("#chat-1 [data-react] [value='🎉']").dispatchEvent("click");
    await sees(ann, "#chat-1 > .reactions", "🎉");
    await tab.press("#say", "ArrowUp");
    await tab.fill("[data-edit] textarea", "two");
    await tab.keyboard.press("Enter");
    await ann.locator(".words", { hasText: "two edited" }).waitFor({ state: "attached" });
    await ann.waitForSelector("[data-edit] textarea:focus");
    await ann.keyboard.type(" thought");
    expect(await field.inputValue()).toBe("half a thought");

    await field.fill("x".repeat(2001));
    await ann.keyboard.press("Enter");
    await sees(ann, "[data-edit] .field-error", "2,000");
    await ann.click("[data-cancel-edit]");
    await ann.waitForSelector(".field-error", { state: "detached" });
    await ann.press("#say", "ArrowUp");
    await ann.waitForSelector("[data-edit] textarea:focus:not([aria-invalid])");
    expect(await field.inputValue()).toBe("two");
    await field.fill("three");
    await ann.keyboard.press("Enter");
    await sees(tab, ".words", "three edited");
    await sees(ann, ".words", "three edited");
    await field.waitFor({ state: "hidden" });
    await ann.waitForSelector("#chat-1:not(.editing) .words");
  });

  test("on a phone, the title's field has the bar to itself, and all works by touch", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person(phone);
    await openRoom(ann, server.url, "Late night cats and everything else we talk about");
    await isLive(ann);
    await openMenu(ann);
    await ann.tap(".room-bar .menu [data-rename-room]");
    const bar = (await ann.locator(".room-head .in-place").boundingBox())!;
    expect(bar.width).toBeGreaterThan(320);
    const field = ann.locator(".room-head .in-place input");
    for (const width of [320, 740, 1440]) {
      await ann.setViewportSize({ width, height: 360 });
      await expect.poll(async () => (await field.boundingBox())!.x).toBeGreaterThanOrEqual(0);
    }
    await field.fill(NOTHING);
    await ann.getByRole("button", { name: "Save" }).tap();
    await sees(ann, ".room-head .field-error", "50 characters");
    await field.fill("Early cats");
    await ann.getByRole("button", { name: "Save" }).tap();
    await sees(ann, ".room-bar h1", "Early cats");
    expect(await ann.locator("input:focus, textarea:focus").count()).toBe(0);
    await ann.setViewportSize({ width: 360, height: 740 });
    await ann.tap(".to-people");
    await ann.tap("[data-rename-me]");
    await ann.fill(".people .in-place input", "Ann");
    await ann.tap(".people .in-place .primary");
    await sees(ann, ".member .name", "Ann");
  });
});
