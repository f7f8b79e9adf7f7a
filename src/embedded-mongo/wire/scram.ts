import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";
import { MongoError } from "../errors.js";

const ITERATIONS = 15_000;

export interface Credentials {
  readonly user: string;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** Derives what a server keeps to check a password by SCRAM-SHA-256 (RFC 7677). */
export function credentialsFor(user: string, password: string): Credentials {
  const salt = randomBytes(28);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const storedKey = createHash("sha256").update(hmac(salted, "Client Key")).digest();
  return { user, salt, storedKey, serverKey: hmac(salted, "Server Key") };
}

/** One login: the client's first message, the challenge, the client's proof and the server's. */
export class ScramConversation {
  readonly #credentials: Credentials;
  #nonce = "";
  #messages = "";

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  start(payload: string): string {
    const bare = payload.replace(/^n,[^,]*,/, "");
    const { n: user, r: clientNonce } = attributes(bare);
    if (bare === payload || user !== this.#credentials.user || !clientNonce) throw failed();
    this.#nonce = clientNonce + randomBytes(24).toString("base64");
    const challenge = `r=${this.#nonce},s=${this.#credentials.salt.toString("base64")},i=${ITERATIONS}`;
    this.#messages = `${bare},${challenge}`;
    return challenge;
  }

  finish(payload: string): string {
    const { r: nonce, p: proof = "" } = attributes(payload);
    const signed = `${this.#messages},${payload.slice(0, payload.lastIndexOf(",p="))}`;
    const signature = hmac(this.#credentials.storedKey, signed);
    const given = Buffer.from(proof, "base64");
    if (!this.#nonce || nonce !== this.#nonce || given.length !== signature.length) throw failed();
    const clientKey = Buffer.from(given.map((byte, index) => byte ^ signature[index]));
    if (!timingSafeEqual(createHash("sha256").update(clientKey).digest(), this.#credentials.storedKey))
      throw failed();
    return `v=${hmac(this.#credentials.serverKey, signed).toString("base64")}`;
  }
}

function attributes(message: string): Record<string, string | undefined> {
  return Object.fromEntries(message.split(",").map((part) => [part.slice(0, 1), part.slice(2)]));
}

function failed(): MongoError {
  return new MongoError("AuthenticationFailed", "Authentication failed.");
}
