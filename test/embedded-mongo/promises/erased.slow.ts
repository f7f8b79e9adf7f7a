import { join } from "node:path";
import { test } from "vitest";
import { useFolder } from "../../support/store.js";
import { expectErased } from "./erased-story.js";

/** What erased.thorough.ts does in a short form: 21,000 steps. */
const base = await useFolder();

test.each([7, 77, 777])(
  "edited and removed texts are erased, after 7000 steps with seed %i",
  {
    timeout: 300_000,
  },
  async (seed) => {
    await expectErased(join(base, String(seed)), seed, 7000);
  },
);
