import { draftFlag } from "./draft-flag.js";

/** Those that are too old, and that of a room that has ended. */
export function forgetDrafts(endedRoom?: string): void {
  if (draftFlag.isSet()) void import("./drafts.js").then(({ cleanUp }) => cleanUp(endedRoom));
}
