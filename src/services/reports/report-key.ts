import { createHmac, hkdfSync } from "node:crypto";
import { SealingKey } from "../../lib/sealing-key.js";

const PURPOSE = "gif-chat reports";
const MARK_BYTES = 9;
const HASH_BYTES = 12;
const KEY_BYTES = 32;

/** Made from the operator's token: another token opens nothing of what was sealed with this one. */
export class ReportKey extends SealingKey {
  /** Tells which reports it opens, and nothing of the key. */
  readonly mark: string;
  readonly #reporters: Buffer;
  readonly #addresses: Buffer;

  constructor(operatorToken: string) {
    const token = operatorToken.normalize("NFC");
    super(token, PURPOSE);
    this.mark = derive(token, "mark", MARK_BYTES).toString("base64url");
    this.#reporters = derive(token, "reporters", KEY_BYTES);
    this.#addresses = derive(token, "addresses", KEY_BYTES);
  }

  /** Visitors' ids are public, so an unkeyed hash would tell who reported; and each report has other hashes. */
  hashOf(reporter: string, report: string): string {
    return hmac(this.#reporters, `${report} ${reporter}`);
  }

  /** Rooms hold the address keys of everybody in them, so in a report these would tell who made it. */
  hashesOf(addressKeys: readonly string[]): string[] {
    return addressKeys.map((key) => hmac(this.#addresses, key));
  }
}

const hmac = (key: Buffer, text: string): string =>
  createHmac("sha256", key).update(text).digest().subarray(0, HASH_BYTES).toString("base64url");

const derive = (token: string, purpose: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync("sha256", token, "", `${PURPOSE} ${purpose}`, bytes));
