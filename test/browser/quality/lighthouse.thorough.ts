/** @module-tag thorough */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Auditor, openAuditor } from "./audit.js";

let auditor: Auditor;

beforeAll(async () => {
  auditor = await openAuditor();
}, 60_000);

afterAll(() => auditor.close());

// How fast the pages are says `npm run bench`: a neighbour on the machine would decide it here.
test.each(["lobby", "room"] as const)(
  "Lighthouse finds nothing to better in the %s",
  { timeout: 120_000 },
  async (name) => {
    const report = await auditor.audit(auditor.pages[name], ["accessibility", "best-practices", "seo"]);
    expect(report).toEqual({ faults: [], scores: { accessibility: 100, "best-practices": 100, seo: 100 } });
  },
);
