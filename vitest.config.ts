import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most tests wait for something most of the time, a restart or a minute: more of them than cores run well.
    maxWorkers: 3,
    // The tests import what `npm run build` made, so that worker threads and child processes run the same files.
    server: { deps: { external: [/\/dist\//] } },
  },
});
