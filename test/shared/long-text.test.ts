import { expect, test } from "vitest";
import { isLong } from "../../src/shared/render/long-text.js";

test("a text is long by its lines, and by the lines that it fills", () => {
  expect(["", "one line", "a\n".repeat(17), "a".repeat(1400), "글".repeat(700)].map(isLong)).not.toContain(
    true,
  );
  expect(["\n".repeat(18), "a\n\n".repeat(10), "a".repeat(1500), "글".repeat(800)].map(isLong)).not.toContain(
    false,
  );
});
