import type { Env } from "./readers.js";

export const isRunByNpx = (env: Env = process.env): boolean => env.npm_lifecycle_event === "npx";
