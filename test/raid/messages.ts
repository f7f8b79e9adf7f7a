/** What the raid's process is told, and what it says. */
export type Order = "end" | "again";

export interface Tally {
  visitors: number;
  rooms: string[];
  messages: number;
  pictures: number;
  names: number;
}

export type Said =
  | { about: "arrived" }
  | { about: "tally"; tally: Tally }
  /** How visitors with their old cookies, and with fresh ones, are answered; how often each. */
  | { about: "again"; known: Record<string, number>; fresh: Record<string, number> };
