import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { cut } from "../../support/client.js";
import { useInstances } from "../../support/instances.js";
import { longWithoutHost } from "../../support/rooms.js";
import { useServer } from "../../support/server.js";
import { enter, openMenu, say, sees, two, useBrowser } from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser();

const idOf = (page: Page) => page.locator("main.room").getAttribute("data-me") as Promise<string>;
const row = (page: Page, id: string) => page.locator(`[data-member="${id}"]`);
const markOn = (page: Page, id: string, name: string) =>
  page.locator(`.chat[data-author="${id}"] .who [role=img][aria-label="${name}"]`);

async function useTool(page: Page, id: string, button: string): Promise<void> {
  await row(page, id).locator("summary").click();
  await row(page, id).locator(button).click();
}

describe("who looks after a room", () => {
  test("a host is made and demoted: all are told, rows offer other tools, and messages carry the mark", async () => {
    const { ann, bob, room } = await two(person, server.url);
    const carl = await person();
    await enter(carl, room);
    const [annId, bobId] = [await idOf(ann), await idOf(bob)];
    await say(bob, "from Bob");
    await sees(carl, ".words", "from Bob");
    await row(carl, annId).locator("text=Opened the room").waitFor();
    expect(await carl.locator(".role-mark").count()).toBe(1);
    await useTool(ann, bobId, "[data-set-host] button");
    await sees(bob, ".line", "You are a host now");
    for (const other of [ann, carl]) {
      await sees(other, ".line", "is a host now");
      await markOn(other, bobId, "Host").waitFor();
      await row(other, bobId).locator(".note", { hasText: "Host" }).waitFor();
    }
    expect(await row(bob, annId).locator("form").count()).toBe(0);
    expect(
      await row(bob, await idOf(carl))
        .locator("[data-kick]")
        .count(),
    ).toBe(1);
    await say(bob, "still Bob");
    await row(ann, bobId).locator("[data-kick]").waitFor({ state: "attached" });
    // The answer to the first one closes the tools.
    await row(ann, bobId).locator("details:not([open])").waitFor({ state: "attached" });
    await useTool(ann, bobId, "[data-set-host] button");
    await sees(bob, ".line", "You are no longer a host");
    await sees(carl, ".line", "is no longer a host");
    await markOn(carl, bobId, "Host").waitFor({ state: "detached" });
    await row(bob, annId).locator(".note", { hasText: "Opened the room" }).waitFor();
    expect(await bob.locator("[data-kick]").count()).toBe(0);
  });

  test("a ban is lifted in the page for hosts, and the visitor comes in again", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    const bobId = await idOf(bob);
    await useTool(ann, bobId, "[data-kick] [name=ban]");
    await sees(ann, "dialog", "Ban");
    await ann.click("dialog .danger");
    await sees(ann, ".notice", "was banned");
    await sees(bob, ".ended", "You are banned");
    await openMenu(ann);
    await ann.click(".menu[open] a[href$='/hosts']");
    await ann.locator("button", { hasText: "Lift the ban" }).click();
    await sees(ann, ".box", "Nobody is banned");
    await enter(bob, room);
    expect(await bob.locator(".member").count()).toBe(2);
  });

  test("a member whose connection is lost is shown as away until they are back", {
    tags: ["thorough"],
  }, async () => {
    const { ann, room } = await two(person, server.url);
    const carl = await server.visitor();
    const { id } = (await carl.json("POST", "/nickname", { name: "Carl" })).body;
    const client = await carl.enter(room.split("/").pop()!, undefined, { reconnection: false });
    await row(ann, id).waitFor();
    cut(client);
    await row(ann, id).locator(".note", { hasText: "away" }).waitFor();
    const back = await carl.enter(room.split("/").pop()!);
    await row(ann, id).locator(".note").waitFor({ state: "detached" });
    back.close();
  });
});

describe("a room without a host", () => {
  const instances = useInstances(1, { EMPTY_ROOM_GRACE_MS: "300000" });

  test("who sat down first looks after it: all are told, until a host is back", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, instances.servers[0]!.url);
    const carl = await person();
    await enter(carl, room);
    const [bobId, carlId] = [await idOf(bob), await idOf(carl)];
    await say(bob, "from Bob");
    await sees(carl, ".words", "from Bob");
    await openMenu(ann);
    await ann.click("[data-leave] button");
    await sees(carl, ".line", "left");
    await longWithoutHost(instances.uri, room.split("/").pop()!);
    await sees(bob, ".line", "you look after the room until one is back");
    await sees(carl, ".line", "looks after the room until one is back");
    await markOn(carl, bobId, "Acting host").waitFor();
    await row(carl, bobId).locator(".note", { hasText: "Acting host" }).waitFor();
    const tools = row(bob, carlId);
    expect([
      await tools.locator("[data-kick]").count(),
      await tools.locator("[data-set-host]").count(),
    ]).toEqual([1, 0]);
    await enter(ann, room);
    await sees(carl, ".line", "A host is back");
    await markOn(carl, bobId, "Acting host").waitFor({ state: "detached" });
    await sees(bob, ".line", "A host is back");
    expect(await bob.locator("[data-kick]").count()).toBe(0);
    await say(bob, "from Bob again");
    await sees(ann, ".words", "from Bob again");
    expect(await ann.locator(".line", { hasText: "back" }).count()).toBe(0);
  });
});
