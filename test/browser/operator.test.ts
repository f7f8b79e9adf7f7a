import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { OPERATOR_TOKEN, operatorAt } from "../support/operator.js";
import { useServer } from "../support/server.js";
import { enter, isLive, openRoom, say, sees, useBrowser } from "./support.js";

const server = useServer({ OPERATOR_TOKEN, EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(/responded with a status of 403/);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

/** By the two taps that each act which cannot be undone needs. */
async function act(page: Page, name: string): Promise<void> {
  const question = page.locator(".acts .sure", { has: page.locator(`form[action$="/${name}"]`) });
  expect(await question.locator("form").isVisible()).toBe(false);
  await question.locator("summary").tap();
  await question.locator("button").last().tap();
}

test("without scripts, on a phone: a report is looked at, its picture blocked, its author banned, and the log tells it", async () => {
  const [ann, plain] = await Promise.all([person(), person({ ...phone, javaScriptEnabled: false })]);
  const eve = await server.visitor();
  const room = await openRoom(ann, server.url);
  await isLive(ann);
  const id = room.split("/").pop()!;
  await eve.page(`/room/${id}`);
  await say(ann, "Hello");
  await ann.waitForSelector(".chat[data-seq]");
  const { seq } = await (await eve.upload(id, gif({ width: 200, height: 120 }), { alt: "teeth" })).json();
  await ann.waitForSelector(`#chat-${seq} .gif`);
  const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };
  const reported = await ann.request.post(`${room}/chat/${seq}/report`, {
    headers,
    data: { reason: "Ugly" },
  });
  expect(reported.status()).toBe(202);

  await plain.goto(`${server.url}/operator`);
  await plain.fill("#token", OPERATOR_TOKEN);
  await plain.tap("form[action='/operator/enter'] button.primary");
  await plain.tap("a[href='/operator/reports'].primary");
  await plain.tap(".report > a.button");
  await sees(plain, ".said-line.is-reported", "Reported");
  await sees(plain, ".said-line", "Hello");
  await sees(plain, ".reasons", "Ugly");
  const shown = plain.locator(".is-reported .veil img");
  const blur = () => shown.evaluate((image) => getComputedStyle(image).filter);
  expect(await blur()).toContain("blur");
  await plain.check(".veil input");
  await expect.poll(blur).toBe("none");

  await act(plain, "block");
  await sees(plain, ".flash", "blocked");
  await ann.waitForSelector(`#chat-${seq} .removed`);
  expect((await eve.upload(id, gif({ width: 200, height: 120 }))).status).toBe(422);
  await sees(plain, "[data-operator-report]", "Late night cats");
  await act(plain, "ban");
  await sees(plain, ".flash", "banned");
  expect((await eve.json("POST", `/room/${id}/chat`, { chat: "still here" })).status).toBe(403);
  await act(plain, "decide");
  await sees(plain, ".nothing", "No report is waiting.");
  await plain.tap(".operator-nav a[href='/operator/log']");
  await sees(plain, ".flash", "The log is complete.");
  expect(await plain.locator(".sheet tbody th").allInnerTexts()).toEqual([
    "Deleted a report",
    "Banned a visitor",
    "Blocked a picture",
    "Signed in",
  ]);
});

test("with scripts, what is asked on a list closes again without doing anything, and a room ends by two clicks", {
  tags: ["thorough"],
}, async () => {
  const [ann, boss] = await Promise.all([person(), person()]);
  const { cookie } = await operatorAt(server);
  const [name = "", value = ""] = cookie.split(/=(.*)/s);
  await boss.context().addCookies([{ name, value, url: server.url }]);
  const room = await openRoom(ann, server.url, "Ends soon");
  await enter(ann, room);
  await boss.goto(`${server.url}/operator/rooms?sort=new`);
  const row = boss.locator("tr", { hasText: "Ends soon" });
  await row.locator("summary").click();
  await row.locator("form").waitFor();
  await boss.keyboard.press("Escape");
  await row.locator("form").waitFor({ state: "hidden" });
  await row.locator("summary").click();
  await row.locator("form button").click();
  await sees(boss, ".flash", "ended");
  expect(boss.url()).toBe(`${server.url}/operator/rooms?sort=new`);
  await ann.waitForSelector(".ended");
});
