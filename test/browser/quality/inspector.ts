import type { BrowserContextOptions, Page, Response } from "playwright-core";
import { expect } from "vitest";
import type { Language } from "../../../src/shared/i18n/languages.js";
import type { PageProps } from "../../../src/shared/page-props.js";
import type { People } from "../support.js";
import { violations } from "./axe.js";
import { htmlFaults } from "./html.js";
import { smallTargets } from "./touch-targets.js";

/** By page: what only it has, on its own or in a panel over the room. */
const marks: Record<keyof PageProps | "offline" | "operator/raid", string> = {
  lobby: "[data-rooms]",
  "room-form": "main.narrow > .box > form[action='/room']",
  enter: ".box > section.at-door, .box > section.waiting-door",
  invite: "form[action^='/i/']",
  hosts: "ul.caretakers",
  invites: "section.invites",
  hooks: "section.hooks",
  knocks: "ul.knocks",
  "hand-over": "[data-hand-over]",
  "hand-over-here": ".hand-over form[action^='/along/']",
  "hand-over-done": ".hand-over > .person + div > ul",
  room: "main.room",
  search: ".box ol.founds",
  settings: "form.settings",
  "watch-over": "main.narrow > .nothing > a[href^='/room/']",
  proof: "form.proof-page",
  report: ".box > form[data-report-form]",
  share: "[data-lost-share]",
  offline: "main.offline",
  "framed-lobby": "[data-framed] .nothing > .seats",
  gate: "form.gate-form",
  operator: "form[action='/operator/enter']",
  "operator/home": "[data-operator-home]",
  "operator/reports": "[data-operator-reports]",
  "operator/report": "[data-operator-report]",
  "operator/rooms": "[data-operator-rooms]",
  "operator/bans": "[data-operator-bans]",
  "operator/blocked": "[data-operator-blocked]",
  "operator/log": "[data-operator-log]",
  "operator/raid": "[data-operator-raid]",
  privacy: "dl.kept",
  error: "[data-error]",
};

export interface Inspector extends People {
  /** What people write in. */
  lang: Language;
  /** Looks at a state of a page. */
  isFine(page: Page, state: string): Promise<void>;
}

/** Axe and html-validate find nothing in the page, nor in the HTML as it was sent; fingers find what they touch. */
export interface FaultFinder extends Inspector {
  /** The names of all pages. */
  pages: string[];
  /** Those that no state has shown so far. */
  unseen(): string[];
}

export function inspect(person: People["person"]): FaultFinder {
  const unseen = new Map<string, string>(Object.entries(marks));
  const documents = new WeakMap<Page, Response>();
  return {
    lang: "en",
    person: async (options?: BrowserContextOptions) => {
      const page = await person(options);
      page.on("response", (response) => {
        const isDocument = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
        if (isDocument) documents.set(page, response);
      });
      return page;
    },
    isFine: async (page, state) => {
      const sent = documents.get(page);
      documents.delete(page);
      const faults = [
        ...(await violations(page)),
        ...((await page.evaluate("matchMedia('(pointer: coarse)').matches")) ? await smallTargets(page) : []),
        ...(sent ? await htmlFaults(await sent.text(), "server") : []),
        ...(await htmlFaults(await page.content(), "browser")),
      ];
      expect([state, faults]).toEqual([state, []]);
      for (const [view, mark] of unseen) if (await page.locator(mark).count()) unseen.delete(view);
    },
    pages: Object.keys(marks).sort(),
    unseen: () => [...unseen.keys()],
  };
}
