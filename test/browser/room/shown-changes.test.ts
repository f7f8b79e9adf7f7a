import { expect, test } from "vitest";
import { ShownChanges } from "../../../src/browser/room/reply/shown-changes.js";

test("of two changes of a quoted message, the older one does not come back", () => {
  const changes = new ShownChanges();
  expect([
    changes.accept(1, 5),
    changes.accept(1, 4),
    changes.accept(2, 3),
    changes.accept(1, 5),
    changes.accept(1, 6),
  ]).toEqual([true, false, true, true, true]);
});
