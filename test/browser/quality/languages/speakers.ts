import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { launchBrowser } from "../../launch.js";
import { ofRefusals } from "../../support.js";

export const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
export const desk = { viewport: { width: 1440, height: 900 } };

/** One browser for all languages at once: a person is gone with their story, and complaints are looked at in the end. */
export function useSpeakers() {
  let browser: Browser;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    expect(complaints).toEqual([]);
  });

  async function speaker(locale: string, options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({ ...options, locale, serviceWorkers: "block" });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => complaints.push(`${locale}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !ofRefusals.test(message.text()))
        complaints.push(`${locale}: ${message.text()}`);
    });
    return page;
  }

  return async function withSpeakers(
    locale: string,
    kinds: BrowserContextOptions[],
    act: (...pages: Page[]) => Promise<void>,
  ): Promise<void> {
    const pages = await Promise.all(kinds.map((kind) => speaker(locale, kind)));
    await act(...pages);
    await Promise.all(pages.map((page): Promise<void> => (page.context() as BrowserContext).close()));
  };
}

export type WithSpeakers = ReturnType<typeof useSpeakers>;
