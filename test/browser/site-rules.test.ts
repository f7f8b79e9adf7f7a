import { expect, test } from "vitest";
import { useInstances } from "../support/instances.js";
import { COOKIE_SECRET, useOperator } from "../support/site-rules.js";
import { enter, isLive, ofRefusals, openRoom, sees, useBrowser } from "./support.js";

const { person } = useBrowser(ofRefusals);
const instances = useInstances(1, { EMPTY_ROOM_GRACE_MS: "60000", COOKIE_SECRET });
const operator = useOperator(instances);

test("what the operator rules shows at once on pages that are open: an announcement, a hidden list, a ban", {
  tags: ["thorough"],
}, async () => {
  const { url } = instances.servers[0]!;
  const [ann, bob, carl] = await Promise.all([person(), person(), person({ javaScriptEnabled: false })]);
  const room = await openRoom(ann, url, "Late night cats");
  await isLive(ann);
  await enter(bob, url);
  await sees(bob, ".card", "Late night cats");

  const text = "We restart at 5. <i>https://example.org</i>";
  await operator.switches.announce({ text, hours: 24 });
  for (const page of [ann, bob]) await sees(page, "[role=status] .announcement", text);
  await carl.goto(url);
  await sees(carl, ".announcement", text);
  expect(await carl.locator(".announcement a, .announcement button").count()).toBe(0);
  await enter(bob, room);
  await bob.click(".announcement button");
  await bob.locator(".announcement").waitFor({ state: "detached" });
  await enter(bob, url);
  await bob.locator(".announcement[hidden]").waitFor({ state: "attached" });
  await enter(ann, room);
  await sees(ann, ".talk .announcement", text);
  await operator.switches.announce({ text: "Another" });
  for (const page of [ann, bob]) await sees(page, ".announcement", "Another");
  const long = `${"Long words. ".repeat(20)}\n\n${"More of them. ".repeat(18)}The end`.slice(-500);
  await operator.switches.announce({ text: long });
  await sees(ann, ".announcement", "The end");
  await carl.goto(room);
  for (const page of [ann, carl]) {
    await sees(page, ".announcement", "The end");
    await page.setViewportSize({ width: 360, height: 420 });
    const end = () => page.evaluate(`document.querySelector(".composer").getBoundingClientRect().bottom`);
    await expect.poll(end).toBeLessThanOrEqual(420);
    expect(await page.locator(".announcement bdi").innerText()).toContain(" words.\n\nMore ");
  }
  await operator.switches.announce({ text: "" });
  for (const page of [ann, bob]) await page.locator(".announcement").waitFor({ state: "detached" });

  await operator.switches.set("lobby", true);
  await sees(bob, "[data-list-hidden]", "The list of rooms is hidden for now.");
  await bob.locator(".card").waitFor({ state: "detached" });
  expect(await bob.locator("[data-list]").isVisible()).toBe(false);
  await bob.reload();
  await sees(bob, "[data-list-hidden]", "The list of rooms is hidden for now.");
  await operator.switches.set("lobby", false);
  await sees(bob, ".card", "Late night cats");
  await bob.locator("[data-list-hidden]").waitFor({ state: "hidden" });

  const lobby = await bob.context().newPage();
  await lobby.goto(url);
  await isLive(lobby);
  await enter(bob, room);
  const visitor = await bob.locator("main").getAttribute("data-me");
  const until = new Date(Date.now() + 24 * 3_600_000);
  await operator.bans.ban({ visitor: visitor!, from: [], until });
  await sees(bob, ".ended", /You are banned from this site for another \D?24 hours/);
  expect(await bob.locator(".ended").innerText()).not.toContain("other rooms");
  await sees(lobby, "[data-error]", /You are banned from this site for another \D?24 hours/);
});
