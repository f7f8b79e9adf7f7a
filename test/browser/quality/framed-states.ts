import type { BrowserContextOptions, Page } from "playwright-core";
import { test } from "vitest";
import { CHAT, useEmbeddedChat } from "../../embed/embedder.js";
import { isLive, openRoom } from "../support.js";
import type { Inspector } from "./inspector.js";

/** Rooms in the frame of another site, looked at outside of it. Such a page, which the test answers, gets no socket. */
export function testFramedStates({ person, isFine }: Inspector, phone: BrowserContextOptions): void {
  useEmbeddedChat(["one.localhost"]);

  test("nothing is wrong with rooms and their doors in the frame of another site", async () => {
    const [bob, ann] = [await person(), await person({ ...phone, viewport: { width: 320, height: 400 } })];
    await askAsFrame(ann);
    const room = await openRoom(bob, CHAT);
    await isLive(bob);
    await ann.goto(room);
    await ann.waitForSelector("[data-live][data-state=again]");
    await isFine(ann, "room in a frame");
    await ann.click(".room-bar .menu > summary");
    await isFine(ann, "menu of a room in a frame");
    await ann.goto(CHAT, { referer: room });
    await ann.waitForSelector(".nothing > .primary");
    await isFine(ann, "after leaving a room in a frame");
    await ann.goto(`${CHAT}/room/nowhere`);
    await isFine(ann, "no room in a frame");
    const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };
    await bob.request.patch(room, { headers, data: { password: "meow" } });
    await ann.goto(room);
    await ann.waitForSelector(".at-door");
    await isFine(ann, "door in a frame");
  });
}

const askAsFrame = (page: Page) =>
  page.route("**/*", async (route) => {
    const request = route.request();
    if (!request.isNavigationRequest()) return route.continue();
    const headers = { ...request.headers(), "sec-fetch-dest": "iframe", "accept-encoding": "identity" };
    await route.fulfill({ response: await route.fetch({ headers }) });
  });
