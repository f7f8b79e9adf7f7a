import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { chromiumPath } from "../support/chromium.js";

const quiet = ["gpu", "quic", "background-networking", "component-update", "sync"].map(
  (what) => `--disable-${what}`,
);

/** Said by the browser itself while a connection is gone; for the tests that are about that. */
export const ofTheNetwork = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_NETWORK|WebSocket connection/;
/** The same about an answer that refuses, where a refusal is what is asked for. */
export const ofRefusals = /responded with a status of (?:403|404|413|422)/;

const REPORTS = `addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP: " + event.violatedDirective + " " + event.blockedURI));`;

export interface People {
  /** Someone with a browser of their own. */
  person(options?: BrowserContextOptions): Promise<Page>;
}

/** A real browser; a test in which a page complains to its console, or breaks the CSP, has failed. */
export function useBrowser(...expected: RegExp[]): People {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ["--no-sandbox", "--no-first-run", ...quiet],
    });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());
  return {
    person: async (options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1100, height: 760 },
        locale: "en",
        ...options,
      });
      contexts.push(context);
      await context.addInitScript(REPORTS);
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        const bad = message.type() === "error" || message.type() === "warning";
        const text = message.text();
        if (bad && !expected.some((one) => one.test(text))) complaints.push(text);
      });
      return page;
    },
  };
}

export async function openRoom(page: Page, url: string, title = "Late night cats"): Promise<string> {
  await page.goto(url);
  await page.fill("#title", title);
  await page.click("form[action='/room'] button.primary");
  await page.waitForURL(/\/room\//);
  return page.url();
}

export const isLive = (page: Page) => page.waitForSelector("[data-live][data-state=on]");

export async function enter(page: Page, room: string): Promise<void> {
  await page.goto(room);
  await isLive(page);
}

export async function say(page: Page, text: string): Promise<void> {
  await page.fill("#say", text);
  await page.press("#say", "Enter");
}

/** Everything said, as this page shows it. */
export const words = (page: Page): Promise<string[]> => page.locator(".chat .words").allInnerTexts();

export const sees = (page: Page, selector: string, text: string) =>
  page.locator(selector, { hasText: text }).first().waitFor();

/** A GIF of some size; `gif()` of the other helpers makes tiny ones. */
export const file = (buffer: Buffer, name = "cat.gif") => ({ name, mimeType: "image/gif", buffer });
