import { describe, expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import {
  enter,
  goOffline,
  isLive,
  isStored,
  ofTheNetwork,
  openMenu,
  openRoom,
  say,
  sees,
  two,
  useBrowser,
  words,
} from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "4000" });
const { person } = useBrowser(ofTheNetwork);

describe("a message", () => {
  test("a message that waits in two windows of one visitor is stored once", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    await goOffline(ann);
    await say(ann, "only once");
    await ann.waitForSelector(".pending .state");
    // A window that another opens begins with a copy of what that one remembers.
    const [copy] = await Promise.all([ann.context().waitForEvent("page"), ann.evaluate("void open('/')")]);
    await copy.waitForLoadState().catch(() => undefined);
    await ann.context().setOffline(false);
    await enter(copy, room);
    for (const page of [ann, copy, bob]) {
      await isStored(page, "only once");
      await page.waitForSelector(".pending", { state: "detached" });
    }
    await say(copy, "and then");
    for (const page of [ann, copy, bob]) {
      await sees(page, ".words", "and then");
      expect(await words(page)).toEqual(["only once", "and then"]);
    }
  });

  test("a message that is too long stays in the field, whole", async () => {
    const { ann, bob } = await two(person, server.url);
    const long = "긴 말 ".repeat(700).trim();
    await ann.fill("#say", long);
    await ann.press("#say", "Enter");
    await sees(ann, "#say-error", "2,799 characters; a message has at most 2,000");
    expect(await ann.inputValue("#say")).toBe(long);
    await say(ann, "가".repeat(2000));
    await sees(bob, ".words", "가".repeat(2000));
  });

  test("a page says that a message was not sent when the room has ended meanwhile", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob } = await two(person, server.url);
    await goOffline(bob);
    await say(bob, "too late");
    await bob.waitForSelector(".pending .state");
    await openMenu(ann);
    await ann.click("[data-close] > summary");
    await ann.click("dialog .danger");
    await ann.waitForURL(`${server.url}/`);
    await bob.context().setOffline(false);
    await sees(bob, ".ended", "This room is gone");
    await sees(bob, ".failed .state", "Not sent: This room is gone");
    expect(await bob.locator("[data-again]").isVisible()).toBe(false);
    expect(await bob.locator("[data-discard]").isVisible()).toBe(false);
  });

  test("a whisper comes back into the field when there is no connection", {
    tags: ["thorough"],
  }, async () => {
    const { ann } = await two(person, server.url);
    await ann.click("[data-whisper]");
    await goOffline(ann);
    await say(ann, "psst");
    await sees(ann, ".notice", "There is no connection");
    expect(await ann.inputValue("#say")).toBe("psst");
  });
});

describe("a member alone in a room", () => {
  test("a member alone in a room sees without a connection how long the room waits at least", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    await openRoom(ann, server.url);
    await isLive(ann);
    await Promise.all([sees(ann, "[data-alone]", "at least"), goOffline(ann)]);
    await sees(ann, "[data-alone]", "may be gone");
    await ann.context().setOffline(false);
    await ann.waitForSelector("[data-alone]", { state: "hidden" });
  });

  test("a member who is not alone sees nothing of it", { tags: ["thorough"] }, async () => {
    const { ann } = await two(person, server.url);
    await ann.context().setOffline(true);
    await ann.waitForSelector("[data-waiting-line]:not([hidden])");
    expect(await ann.locator("[data-alone]").isVisible()).toBe(false);
  });
});
