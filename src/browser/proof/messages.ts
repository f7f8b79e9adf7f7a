import type { Challenge, Solution } from "altcha-lib/types";

/** What the page and its worker say to each other. */
export type ToWorker = Challenge;
export type FromWorker = { tried: number } | { solution: Solution } | { failure: string };
