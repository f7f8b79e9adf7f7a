/** @module-tag thorough */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { useBrowser } from "../support.js";
import { complaintsOfStates, testAllStates } from "./all-states.js";
import { inspect } from "./inspector.js";

const inspector = inspect(useBrowser(...complaintsOfStates).person);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, locale: "ko-KR" };

describe("states of a page", { timeout: 240_000 }, () => {
  testAllStates(inspector, phone);

  test("every page is among these states", () => {
    const views = readdirSync("views", { recursive: true, encoding: "utf8" });
    const pages = views.filter(
      (name) => name.endsWith(".njk") && !/^(?:layout|partials|transcript)\b/.test(name),
    );
    expect(pages.map((name) => name.slice(0, -4)).sort()).toEqual(inspector.pages);
    expect(inspector.unseen()).toEqual([]);
  });
});
