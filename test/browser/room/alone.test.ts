import { describe, expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { enter, isLive, openMenu, openRoom, say, sees, useBrowser } from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser();

describe("alone in a room", () => {
  test("one sees what to send and whom it lets in, until somebody comes", async () => {
    const [ann, bob] = [await person(), await person()];
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    expect(await ann.locator(".share .link-text").innerText()).toBe(room);
    expect(await ann.locator(".share .qr path").count()).toBe(1);
    expect(await ann.locator("[data-share-rule]").innerText()).toContain("whoever has the link");
    await say(ann, "hello?");
    await ann.waitForSelector(".mine .mark[title=Sent]");
    expect(await ann.locator(".share").isVisible()).toBe(true);
    await enter(bob, room);
    await ann.locator(".share").waitFor({ state: "hidden" });
    expect(await bob.locator(".share").isVisible()).toBe(false);
    for (const page of [ann, bob]) {
      await page.getByRole("button", { name: "Invite", exact: true }).click();
      await sees(page, ".notice", /Link copied|\/room\//);
    }
  });

  test("leaving as the last one is asked about, by the arrow and by the menu", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await ann.click("[data-back]");
    await ann.click("dialog .button:not(.danger)");
    expect(ann.url()).toBe(room);
    await openMenu(ann);
    await ann.click("[data-leave] button");
    await ann.click("dialog .danger");
    await ann.waitForURL(`${server.url}/`);
    const visitor = await server.visitor();
    const status = async () => (await visitor.get(new URL(room).pathname)).status;
    await expect.poll(status).toBe(303);
  });

  test("the sentence about the link follows the room's settings", { tags: ["thorough"] }, async () => {
    const ann = await person();
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    const change = (settings: object) =>
      ann.evaluate(
        async ([url, body]) => {
          const headers = { "content-type": "application/json", accept: "application/json" };
          const { status } = await fetch(url!, { method: "PATCH", headers, body: body! });
          return status;
        },
        [room, JSON.stringify(settings)],
      );
    const says = (text: string) => sees(ann, "[data-share-rule]", text);
    expect(await change({ listed: false })).toBe(200);
    await says("in no list");
    expect(await change({ locked: true })).toBe(200);
    await says("knock");
    expect(await change({ locked: false, password: "geheim" })).toBe(200);
    await says("asked for the password");
    await ann.reload();
    await says("asked for the password");
  });

  test("nothing is asked where the room stays without anybody", { tags: ["thorough"] }, async () => {
    const ann = await person();
    await ann.goto(`${server.url}/room`);
    await ann.click("details.more > summary");
    await ann.selectOption("[name='lifetime']", "1h");
    await ann.fill("#title", "An hour");
    await ann.click("form[action='/room'] button.primary");
    await isLive(ann);
    const room = ann.url();
    await ann.click("[data-back]");
    await ann.waitForURL(`${server.url}/`);
    await enter(ann, room);
    await isLive(ann);
    await openMenu(ann);
    await ann.click("[data-leave] button");
    await ann.waitForURL(`${server.url}/`);
    await enter(ann, room);
    await isLive(ann);
  });

  test("a typed password can be looked at, and a full secret room says so first", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    await ann.goto(`${server.url}/room`);
    await ann.click("details.more > summary");
    await ann.fill("#max", "2");
    await ann.fill("#password", "geheim");
    await ann.click("[data-reveal]");
    expect(await ann.getAttribute("#password", "type")).toBe("text");
    await ann.fill("#title", "Two seats");
    await ann.click("form[action='/room'] button.primary");
    await isLive(ann);
    expect(await ann.locator("[data-share-rule]").innerText()).toContain("password");
    const [bob, eve] = [await server.visitor(), await server.visitor()];
    const { pathname } = new URL(ann.url());
    expect(await bob.page(pathname)).not.toContain("Every seat is taken");
    await bob.form(`${pathname}/enter`, { password: "geheim" });
    await bob.enter(pathname.slice("/room/".length));
    expect(await eve.page(pathname)).toContain("Every seat is taken");
  });
});
