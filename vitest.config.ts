import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { SlowestFirst } from "./test/setup/slowest-first.js";

/** Tests that look at delays want the machine to themselves; they come when the others are done. */
const alone = [
  "test/embedded-mongo/promises/scans.thorough.ts",
  "test/browser/quality/lighthouse.thorough.ts",
];

/** How soon somebody is back says something of a machine that does nothing else. */
const timedFaults = ["restarts", "lost-answers"].map((name) => `test/faults/${name}.test.ts`);

const inGridFS = (...names: string[]): string[] => names.map((name) => `test/gifs/${name}.ts`);

/** Files of which `npm test` leaves something to `npm run test:thorough`. */
const partlyThorough = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => `test/${file}`)
  .filter((file) => /tags: \["thorough"\]|@module-tag thorough/.test(readFileSync(file, "utf8")));

export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 90_000,
    // Vitest's second is too short for a slow machine.
    expect: { poll: { timeout: 30_000 } },
    // Most tests wait for something most of the time, a restart or a minute: more of them than cores run well.
    maxWorkers: 4,
    // Tests that are concurrent wait for something, so all of a file may at once.
    maxConcurrency: 10,
    // Files one after the other in the same process: to load everything anew for each costs more than most tests.
    isolate: false,
    sequence: { sequencer: SlowestFirst },
    tags: [{ name: "thorough", description: "left to test:thorough; the main story of each feature is not" }],
    setupFiles: ["test/setup/each-file.ts"],
    // The tests import what `npm run build` made, so that worker threads and child processes run the same files.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: ["test/deploy/**", "test/faults/**", "test/gifs/gridfs.test.ts"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        // Every page in every state, wrong input of any type in any field, kills under load, what the disk holds.
        test: {
          name: "thorough",
          include: ["test/**/*.thorough.ts", ...partlyThorough],
          exclude: alone,
          testTimeout: 240_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: "alone", include: alone, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        // That pictures are there and go, wherever they lie; what they are does not depend on it.
        test: {
          name: "gridfs",
          include: inGridFS("again.test", "downloads.test", "gridfs.test", "sharing.test"),
          env: { UPLOAD_STORE: "gridfs" },
        },
      },
      {
        extends: true,
        test: {
          name: "thorough-gridfs",
          include: inGridFS("refused.thorough", "small.thorough"),
          testTimeout: 240_000,
          env: { UPLOAD_STORE: "gridfs" },
        },
      },
      { extends: true, test: { name: "deploy", include: ["test/deploy/**/*.test.ts"] } },
      {
        extends: true,
        // Two at a time: each has a fleet of processes, one of which waits while the other is under load.
        test: {
          ...{ name: "faults", include: ["test/faults/**/*.test.ts"], exclude: timedFaults, maxWorkers: 2 },
          ...{ testTimeout: 240_000, sequence: { groupOrder: 2 } },
        },
      },
      {
        extends: true,
        test: {
          ...{ name: "timed-faults", include: timedFaults, fileParallelism: false },
          ...{ testTimeout: 240_000, sequence: { groupOrder: 3 } },
        },
      },
      {
        extends: true,
        test: {
          name: "slow",
          include: ["test/**/*.slow.ts"],
          exclude: ["test/embedded-mongo/expiry.slow.ts"],
        },
      },
      // Without it, nothing says which pictures.
      ...(process.env.GIF_CHAT_PICTURES
        ? [
            {
              extends: true as const,
              test: { name: "pictures", include: ["test/screenshots/states/*.pictures.ts"] },
            },
          ]
        : []),
      { extends: true, test: { name: "speed", include: ["test/bench/pages.ts"] } },
    ],
  },
});
