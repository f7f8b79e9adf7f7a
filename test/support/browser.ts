import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { program } from "./programs.js";
import type { Visitor } from "./visitor.js";

const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
const quiet = ["--disable-background-networking", "--disable-component-update"];

export interface Surfer {
  /** A window with the cookies of this visitor. */
  open(visitor: Visitor): Promise<Page>;
}

/** Debian's Chromium, started once for the file that asks for it. */
export function useBrowser(): Surfer {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: program("chromium-headless-shell"),
      args: [...args, ...quiet],
    });
  });
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
  });
  return {
    open: async (visitor) => {
      const context = await browser.newContext({ locale: "en" });
      contexts.push(context);
      const [name, value] = visitor.cookie.split("=") as [string, string];
      await context.addCookies([{ name, value, url: visitor.url }]);
      return context.newPage();
    },
  };
}
