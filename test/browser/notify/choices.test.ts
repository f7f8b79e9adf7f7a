import { expect, test } from "vitest";
import { findLevel, withLevel } from "../../../src/browser/notify/choices.js";

test("the browser keeps the choices of the last fifty rooms, and none where nothing was chosen", () => {
  let stored: string | null = null;
  for (let i = 0; i < 60; i++) stored = withLevel(stored, `room${i}`, i % 2 ? "all" : "mentions");
  expect(stored?.split(" ")).toHaveLength(50);
  expect(findLevel(stored, "room9")).toBe("none");
  expect(findLevel(stored, "room10")).toBe("mentions");
  stored = withLevel(stored, "room10", "all");
  expect(findLevel(stored, "room10")).toBe("all");
  expect(withLevel("a=all", "a", "none")).toBe(null);
  expect(findLevel("a=sometimes b", "a")).toBe("none");
});
