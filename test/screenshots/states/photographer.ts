import { appendFile, mkdir } from "node:fs/promises";
import path from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import type { Language } from "../../../src/shared/i18n/languages.js";
import type { Inspector } from "../../browser/quality/inspector.js";
import { findCut } from "../../browser/quality/overflow.js";
import { isAtRest, type People } from "../../browser/support.js";
import type { Order } from "./order.js";

const heights = [
  [500, 740],
  [900, 1000],
  [Number.POSITIVE_INFINITY, 900],
] as const;

/** A page that has no end, such as a lobby of sixty rooms, has one in a picture. */
const LONGEST = 3000;

/** Takes a picture of each state instead of looking for faults, and notes the texts that have no room. */
export function photograph(person: People["person"], lang: Language, order: Order): Inspector {
  const folder = path.join(order.out, lang);
  const taken = new Set<string>();
  return {
    lang,
    person: (options?: BrowserContextOptions) =>
      person({ ...options, locale: lang, reducedMotion: "reduce", colorScheme: order.scheme }),
    isFine: async (page, state) => {
      if (taken.has(state)) return;
      taken.add(state);
      await mkdir(folder, { recursive: true });
      const usual = page.viewportSize()!;
      for (const width of order.widths) {
        await page.setViewportSize({ width, height: heights.find(([most]) => width <= most)![1] });
        await isAtRest(page);
        const name = `${state.replaceAll(/[^\w-]+/g, "-")}-${width}.png`;
        await shoot(page, path.join(folder, name));
        for (const text of await findCut(page))
          await appendFile(path.join(order.out, "cut-off.txt"), `${lang}/${name}: ${text}\n`);
      }
      await page.setViewportSize(usual);
    },
  };
}

async function shoot(page: Page, file: string): Promise<void> {
  const whole = sharp(await page.screenshot({ animations: "disabled", fullPage: true }));
  const { width, height } = await whole.metadata();
  await whole
    .extract({ left: 0, top: 0, width, height: Math.min(height, LONGEST) })
    .png({ palette: true, quality: 92 })
    .toFile(file);
}
