import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { launchBrowser } from "../browser/launch.js";
import { serveEngine } from "./engine-page.js";
import { pageTools } from "./page-tools.js";

/** A page of a browser with a camera that gives test pictures. What the page complains about fails the tests. */
export function useEngine(): () => Page {
  let browser: Browser;
  let served: Awaited<ReturnType<typeof serveEngine>>;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    served = await serveEngine(pageTools);
    browser = await launchBrowser("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    await served.open(page);
  });
  afterAll(async () => {
    await browser.close();
    served.close();
    expect(complaints).toEqual([]);
  });
  return () => page;
}
