import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { isAtRest } from "../support.js";

/** Within the page itself, unless it has frames: else another page is opened for each answer. */
export const axeOf = (page: Page): AxeBuilder =>
  new AxeBuilder({ page }).setLegacyMode(page.frames().length === 1);

/** What axe finds wrong with a page as it stands, in light and in dark. */
export async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // What fades in has less contrast than it will have.
    await isAtRest(page);
    const axe = axeOf(page);
    // What does not look at colours is the same in the dark.
    if (colorScheme === "dark") axe.withRules(["color-contrast", "link-in-text-block"]);
    const result = await axe.analyze();
    for (const { id, nodes } of result.violations) found.push(`${colorScheme} ${id}: ${nodes[0]?.target}`);
  }
  return found;
}
