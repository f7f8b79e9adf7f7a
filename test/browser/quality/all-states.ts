import type { BrowserContextOptions } from "playwright-core";
import { ofRefusals, ofTheNetwork } from "../support.js";
import { testCommonStates } from "./common-states.js";
import { testFramedStates } from "./framed-states.js";
import type { Inspector } from "./inspector.js";
import { testOperatorStates } from "./operator-states.js";
import { testPageStates } from "./page-states.js";
import { testSiteStates } from "./site-states.js";
import { testTalkStates } from "./talk-states.js";

/** What the console may say in these states. */
export const complaintsOfStates = [ofRefusals, /with a status of (?:400|429)/, ofTheNetwork];

/** Every state of every page; a phone is what those who use one have. */
export function testAllStates(inspector: Inspector, phone: BrowserContextOptions): void {
  testTalkStates(inspector, phone);
  testCommonStates(inspector, phone);
  testPageStates(inspector, phone);
  testSiteStates(inspector, phone);
  testFramedStates(inspector, phone);
  testOperatorStates(inspector, phone);
}
