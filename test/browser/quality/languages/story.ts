import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Language, languageTable } from "../../../../src/shared/i18n/languages.js";
import { isAtRest, isLive, openMenu, say, sees } from "../../support.js";
import { axeOf } from "../axe.js";
import { findCut } from "../overflow.js";
import { spoken } from "../spoken.js";
import { tells } from "../tells.js";
import { desk, phone, type WithSpeakers } from "./speakers.js";

/** The other languages have the same pages with other texts; `states.thorough.ts` looks at them all in English. */
const LOOKED_AT_BY_AXE: Language[] = ["ar", "de", "ko"];

/** Dark and light differ in colours alone, which are the same in every language. */
async function isRight(page: Page, lang: Language, state: string): Promise<void> {
  await fits(page, lang, state);
  const html = page.locator("html");
  const marked = [await html.getAttribute("lang"), await html.getAttribute("dir")];
  expect.soft([state, ...marked]).toEqual([state, lang, languageTable[lang].dir]);
  if (!LOOKED_AT_BY_AXE.includes(lang)) return;
  const { violations } = await axeOf(page).disableRules("color-contrast").analyze();
  const faults = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target}`);
  expect.soft([lang, state, faults]).toEqual([lang, state, []]);
}

async function fits(page: Page, lang: Language, state: string): Promise<void> {
  await isAtRest(page);
  const where = `${lang}, ${page.viewportSize()?.width} px, ${state}`;
  expect.soft([where, await findCut(page)]).toEqual([where, []]);
}

/** A room is opened on a phone; somebody at a desk comes in, answers and reacts. */
export async function tellStory(withSpeakers: WithSpeakers, url: string, lang: Language): Promise<void> {
  const { title, said } = spoken[lang];
  await withSpeakers(lang, [phone, desk], async (ann, bob) => {
    if (!ann || !bob) return;
    await ann.goto(url);
    await isLive(ann);
    await isRight(ann, lang, "lobby");
    await ann.goto(`${url}/room`);
    await ann.fill("#title", "  ");
    await ann.click("form[action='/room'] button.primary");
    await ann.waitForSelector("#title-error");
    await isRight(ann, lang, "refused form");
    await ann.fill("#title", title);
    await ann.click("form[action='/room'] button.primary");
    await ann.waitForURL(/\/room\/./);
    await isLive(ann);
    await fits(ann, lang, "alone in a room");
    await bob.goto(ann.url());
    await isLive(bob);
    await say(ann, said[0]);
    await sees(bob, ".chat[data-seq] .words", said[0]);
    await bob.request.post(`${ann.url()}/chat/1/react`, {
      headers: { accept: "application/json", "sec-fetch-site": "same-origin" },
      data: { emoji: "👍", on: true },
    });
    await say(bob, said[1]);
    await sees(ann, ".chat[data-seq] .words", said[1]);
    await ann.waitForSelector(".mine .reaction");
    await isRight(ann, lang, "room");
    await fits(bob, lang, "room");
    await openMenu(bob);
    await fits(bob, lang, "a guest's menu");
    await openMenu(ann);
    await isRight(ann, lang, "menu");
    await ann.click("[data-close] > summary");
    await ann.waitForSelector("dialog[open]");
    await isRight(ann, lang, "question");
    await ann.click("dialog[open] .danger");
    await bob.waitForSelector(".ended");
    await fits(bob, lang, "ended");
    await ann.waitForURL(`${url}/`);
    for (const page of [ann, bob]) await page.goto(`${url}/nowhere`);
    await tells(bob, "h1", "error.heading404");
    await isRight(ann, lang, "error");
    await fits(bob, lang, "error");
  });
}
