import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterEach, beforeAll, expect } from "vitest";
import { browserOfWorker } from "./launch.js";

/** Said by the browser itself while a connection is gone; for the tests that are about that. */
export const ofTheNetwork = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_NETWORK|WebSocket connection/;
/** The same about an answer that refuses, where a refusal is what is asked for. */
export const ofRefusals = /responded with a status of (?:403|404|413|422)/;

const REPORTS = `addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP: " + event.violatedDirective + " " + event.blockedURI));`;

/** What the page takes for a chat, and the server does not. */
export const NOTHING = "\u200b";

export interface People {
  /** Someone with a browser of their own. */
  person(options?: BrowserContextOptions): Promise<Page>;
}

/** What Playwright writes instead of registering one. */
const NO_WORKER = /Service Worker registration blocked/;

/** A real browser; a test in which a page complains to its console, or breaks the CSP, has failed. */
export const useBrowser = (...expected: RegExp[]): People => useBrowserWith([], expected);

/** Its camera is not a real one, and every page may use it: a browser without windows cannot ask. */
export const useBrowserWithCamera = (...expected: RegExp[]): People =>
  useBrowserWith(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"], expected);

function useBrowserWith(args: string[], expected: RegExp[]): People {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await browserOfWorker(...args);
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(complaints.splice(0)).toEqual([]);
  });
  return {
    person: async (options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1100, height: 760 },
        locale: "en",
        // A worker would take requests out of the tests' hands; those that are about it allow it.
        serviceWorkers: "block",
        ...options,
      });
      contexts.push(context);
      await context.addInitScript(REPORTS);
      const page = await context.newPage();
      page.setDefaultTimeout(40_000);
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        const bad = message.type() === "error" || message.type() === "warning";
        const text = message.text();
        if (bad && !NO_WORKER.test(text) && !expected.some((one) => one.test(text))) complaints.push(text);
      });
      return page;
    },
  };
}

export async function openRoom(page: Page, url: string, title = "Late night cats"): Promise<string> {
  await page.goto(new URL("/room", url).href);
  await page.fill("#title", title);
  await page.click("form[action='/room'] button.primary");
  await page.waitForURL(/\/room\//);
  return page.url();
}

/** The page has been welcomed, so that it knows the members and sends messages. */
export const isLive = (page: Page) => page.waitForSelector("[data-live][data-state=on]");

const MOVING = `document.getAnimations().filter(({ playState, effect }) =>
  playState === "running" && effect.getComputedTiming().endTime < 1000).length`;

/** When what just came has come in. Asked from outside, since a page without scripts waits for nothing. */
export const isAtRest = (page: Page) => expect.poll(() => page.evaluate(MOVING)).toBe(0);

export async function enter(page: Page, room: string): Promise<void> {
  await page.goto(room);
  await isLive(page);
}

/** Two people in a room that the first of them opened, who see each other. */
export async function two(person: People["person"], url: string) {
  const [ann, bob] = await Promise.all([person(), person()]);
  const room = await openRoom(ann, url);
  await isLive(ann);
  await enter(bob, room);
  await sees(ann, ".line", "came in");
  return { ann, bob, room };
}

export const openMenu = (page: Page) => page.click(".room-bar .menu > summary");

export async function say(page: Page, text: string): Promise<void> {
  await page.fill("#say", text);
  await page.press("#say", "Enter");
}

/** A page closes its connection when the browser tells it so, shortly after the network is gone. */
export async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.waitForSelector("[data-live][data-state=off]");
}

/** Its author's page shows a message before the server has it. */
export const isStored = (page: Page, text: string) =>
  page.locator(".chat[data-seq]", { hasText: text }).first().waitFor();

/** Everything said, as this page shows it. */
export const words = (page: Page): Promise<string[]> => page.locator(".chat .words").allInnerTexts();

export const sees = (page: Page, selector: string, text: string | RegExp) =>
  page.locator(selector, { hasText: text }).first().waitFor();

/** Whether the page is in sight, which a browser without a screen leaves to the test. */
export const show = (page: Page, isShown: boolean) =>
  page.evaluate(`Object.defineProperty(document, "hidden", { value: ${!isShown}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));`);

/** A picture that is removed before a page has loaded it is answered with 404, which the console tells. */
export const hasLoaded = (page: Page, seq: number) =>
  expect
    .poll(() =>
      page.evaluate(`(() => {
        const link = document.querySelector("#chat-${seq} .gif a");
        const image = link?.querySelector("img");
        const { gif, still } = link?.dataset ?? {};
        const isShown = image?.getAttribute("src") === (link?.nextElementSibling ? gif : still);
        return isShown && image?.complete && image.naturalWidth > 0;
      })()`),
    )
    .toBe(true);

/** A GIF of some size; `gif()` of the other helpers makes tiny ones. */
export const file = (buffer: Buffer, name = "cat.gif") => ({ name, mimeType: "image/gif", buffer });

/** What a browser hands over when files are dropped on a page or pasted into it. */
export const hand = (type: string, bytes: Buffer, texts: Record<string, string> = {}): string => `(() => {
  const data = new DataTransfer();
  for (const [type, text] of Object.entries(${JSON.stringify(texts)})) data.setData(type, text);
  const bytes = Uint8Array.from(atob("${bytes.toString("base64")}"), (c) => c.charCodeAt(0));
  data.items.add(new File([bytes], "given.gif", { type: "image/gif" }));
  const event = "${type}" === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("${type}", { dataTransfer: data, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
})()`;

/** A GIF that moves, as the file that was sent or as its small version, which may come at any time. */
export const moving = ":is([src$='.gif'], [src$='.small.webp'])";
export const still = "[src$='.webp']:not([src$='.small.webp'])";
