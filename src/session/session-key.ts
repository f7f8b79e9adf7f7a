import { createHash } from "node:crypto";
import type { mongo } from "mongoose";
import { SealingKey } from "../lib/sealing-key.js";

const PURPOSE = "gif-chat session";

/** Sorts behind every session id, so that sessions stored under their plain id are found by the index. */
export const STORED_ID_PREFIX = "~";

export interface SessionRecord {
  _id: string;
  sealed: mongo.Binary;
  expires: Date;
  lastModified: Date;
}

// What the database knows a session by, and what its content is sealed with. Both come from the session id, which only
// the cookie holds: a stolen database gives neither a cookie nor a name.
export class SessionKey extends SealingKey {
  readonly storedId: string;

  constructor(sid: string) {
    super(sid, PURPOSE);
    this.storedId = STORED_ID_PREFIX + createHash("sha256").update(sid).digest("base64url");
  }
}
