import type { BrowserContextOptions } from "playwright-core";
import { test } from "vitest";
import { useInstances } from "../../support/instances.js";
import { COOKIE_SECRET, useOperator } from "../../support/site-rules.js";
import { enter, isLive, openRoom } from "../support.js";
import type { Inspector } from "./inspector.js";

/** What the operator's rules show to everybody. */
export function testSiteStates({ person, isFine }: Inspector, phone: BrowserContextOptions): void {
  const instances = useInstances(1, { EMPTY_ROOM_GRACE_MS: "60000", COOKIE_SECRET });
  const operator = useOperator(instances);

  test("nothing is wrong with announcements, closed openings, a hidden list, and what a banned visitor sees", async () => {
    const { url } = instances.servers[0]!;
    const [ann, bob] = [await person(), await person(phone)];
    const room = await openRoom(ann, url);
    await isLive(ann);
    const until = new Date(Date.now() + 3_600_000);
    await operator.switches.announce({ text: "W".repeat(200), hours: 24 });
    await ann.waitForSelector(".announcement button");
    await isFine(ann, "announcement in a room");
    await enter(bob, room);
    await bob.waitForSelector(".announcement button");
    await isFine(bob, "announcement in a room on a phone");
    await enter(bob, url);
    await bob.waitForSelector(".announcement button");
    await isFine(bob, "announcement in the lobby");
    await operator.switches.set("openings", true);
    await operator.switches.set("lobby", true);
    await bob.waitForSelector("[data-list-hidden]:not([hidden])");
    await bob.reload();
    await isFine(bob, "lobby without rooms and openings");
    await bob.goto(`${url}/room`);
    await isFine(bob, "form while openings are closed");
    await operator.bans.ban({
      visitor: String(await ann.locator("main").getAttribute("data-me")),
      from: [],
      until,
    });
    await ann.waitForSelector(".ended");
    await ann.goto(url);
    await ann.waitForSelector("[data-error]");
    await isFine(ann, "lobby for who is banned");
  });
}
