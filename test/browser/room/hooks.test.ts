import { expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { openMenu, sees, two, useBrowser } from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser();

test("a host makes a hook over the room, copies the line, sees what it says, and ends it", async () => {
  const { ann, bob } = await two(person, server.url);
  await openMenu(bob);
  expect(await bob.locator(".menu a[href$='/hooks']").isHidden()).toBe(true);
  await ann.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openMenu(ann);
  await ann.click(".menu a[href$='/hooks']");
  await ann.fill("#hook-name", "Build");
  await ann.click(".page-panel form[action$='/hooks'] button");
  await ann.locator("[data-copy^='curl ']").click();
  await sees(ann, "[data-copy^='curl ']", "Copied");
  const [, text, url] = /^curl -d chat=(\w+) (\S+)$/.exec(
    String(await ann.evaluate("navigator.clipboard.readText()")),
  )!;
  const say = () => fetch(url!, { method: "POST", body: new URLSearchParams({ chat: text! }) });
  expect((await say()).status).toBe(201);
  for (const one of [ann, bob]) await sees(one, ".chat:has(.badge.bot)", "hello");
  await ann.click(".page-panel .hooks summary");
  await ann.click(".page-panel .hooks form button");
  await sees(ann, ".page-panel .hooks", "No hooks yet.");
  expect((await say()).status).toBe(404);
  await ann.click(".page-panel .box [data-panel-close]");
  await ann.locator(".page-panel").waitFor({ state: "detached" });
  await sees(ann, ".chat", "hello");
});
