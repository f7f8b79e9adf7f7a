import type { Visitor } from "../ports.js";

/** Where a proof of work belongs. Not connected yet: nobody is asked for one. */
export async function askForProof(_purpose: "room" | "guess", _visitor: Visitor): Promise<void> {}
