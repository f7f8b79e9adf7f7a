import type { Page } from "playwright-core";
import { launchBrowser } from "../browser/launch.js";

const CLICKS = `addEventListener("click", (event) => event.isTrusted && clicked(), { capture: true })`;

/** A slow machine has much to remove meanwhile. */
const PATIENCE_MS = 90_000;

/** Ends the raid as whoever runs the site would, in a browser. */
export async function endRaid(url: string, token: string) {
  const browser = await launchBrowser();
  const page = await browser.newPage({ locale: "en" });
  page.setDefaultTimeout(PATIENCE_MS);
  let clicks = 0;
  await page.exposeFunction("clicked", () => {
    clicks++;
  });
  await page.addInitScript(CLICKS);
  await page.goto(`${url}/operator`);
  await page.fill("#token", token);
  await page.press("#token", "Enter");
  const way = page.locator("a[href='/operator/raid']");
  await way.waitFor();
  clicks = 0;
  const started = performance.now();
  await way.click();
  await page.click("form[action='/operator/raid'] summary");
  await page.click("form[action='/operator/raid'] details button");
  await page.waitForLoadState();
  const answeredMs = performance.now() - started;
  const groups = await whenCleared(page, url);
  const clearedMs = performance.now() - started;
  await browser.close();
  return { clicks, answeredMs, clearedMs, selectedLeft: groups };
}

/** Resolves to how many addresses still look like a raid then. */
async function whenCleared(page: Page, url: string): Promise<number> {
  for (;;) {
    const answer = await page.request.get(`${url}/operator/raid`, {
      headers: { accept: "application/json" },
    });
    const { groups, roomsLeft } = await answer.json();
    if (roomsLeft === undefined)
      return groups.filter(({ selected }: { selected: boolean }) => selected).length;
    await page.waitForTimeout(250);
  }
}
