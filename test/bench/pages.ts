import { afterAll, beforeAll, it } from "vitest";
import { type Auditor, openAuditor } from "../browser/audit.js";

/** Not among the tests, for its figures depend on the machine: Lighthouse's performance on a slow phone, goal 98. */
const ROUNDS = 3;

let auditor: Auditor;

beforeAll(async () => {
  auditor = await openAuditor();
}, 60_000);

afterAll(() => auditor.close());

it.each(["lobby", "room"] as const)("the %s loads fast on a phone", { timeout: 120_000 }, async (name) => {
  const runs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    runs.push((await auditor.audit(auditor.pages[name], ["performance"])).scores.performance!);
  }
  const median = runs.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
  const met = median >= 98 ? "met" : "NOT met";
  console.log(`Lighthouse performance, ${name}: ${median} of 100 (${runs.join(", ")}), goal 98: ${met}`);
});
