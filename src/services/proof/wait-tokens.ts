import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export const WAIT_MS = 20_000;

const FORMAT = /^wait\.(\d{1,15})\.([\w-]{16})\.([\w-]{43})$/;

export interface WaitToken {
  id: string;
  readyAt: number;
}

/** Sent by a page without scripts instead of a solved puzzle: signed, with the time from which it is valid. */
export class WaitTokens {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  create(holder: string): string {
    const readyAt = String(Date.now() + WAIT_MS);
    const nonce = randomBytes(12).toString("base64url");
    return `wait.${readyAt}.${nonce}.${this.#sign(holder, readyAt, nonce)}`;
  }

  read(holder: string, token: string): WaitToken | undefined {
    const [, readyAt, nonce, signature] = FORMAT.exec(token) ?? [];
    if (!readyAt || !nonce || !signature) return undefined;
    const expected = this.#sign(holder, readyAt, nonce);
    if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return undefined;
    return { id: signature, readyAt: Number(readyAt) };
  }

  #sign(holder: string, readyAt: string, nonce: string): string {
    return createHmac("sha256", this.#secret)
      .update(`wait ${holder} ${readyAt} ${nonce}`)
      .digest("base64url");
  }
}
