import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import type { mongo } from "mongoose";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
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
export class SessionKey {
  readonly storedId: string;
  readonly #key: Buffer;

  constructor(sid: string) {
    this.storedId = STORED_ID_PREFIX + createHash("sha256").update(sid).digest("base64url");
    this.#key = Buffer.from(hkdfSync("sha256", sid, "", PURPOSE, KEY_BYTES));
  }

  seal(text: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  }

  /** Throws if the content was changed or belongs to another session. */
  open(sealed: Uint8Array): string {
    const decipher = createDecipheriv(CIPHER, this.#key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8");
    return text + decipher.final("utf8");
  }
}
