import type { Challenge, Solution } from "altcha-lib/types";

/** Messages between the page and its worker. */
export type ToWorker = Challenge;
export type FromWorker = { tried: number } | { solution: Solution } | { failure: string };
