import path from "node:path";

export const databaseFile = (dir: string): string => path.join(dir, "store.sqlite");

/** Where other programs find the store's socket; it may be a link to it. */
export const socketOf = (dir: string): string => path.join(dir, "run", "store.sock");
