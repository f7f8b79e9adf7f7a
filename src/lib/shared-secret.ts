import { createHmac, timingSafeEqual } from "node:crypto";

/** A password or token from the configuration. Sessions keep its mark, which a changed secret makes worthless. */
export class SharedSecret {
  readonly mark: string;
  readonly #key: Buffer;
  readonly #secret: Buffer;
  readonly #signing: Buffer;

  constructor(cookieSecret: string, purpose: string, secret: string) {
    this.#key = createHmac("sha256", cookieSecret).update(`gif-chat ${purpose}`).digest();
    this.#secret = this.#digest(secret);
    this.#signing = this.#digest(`signing ${secret}`);
    this.mark = this.#digest(`mark ${secret}`).toString("base64url");
  }

  /** Digests have one length and no common prefix, so the time of comparing them says nothing. */
  matches(given: string): boolean {
    return timingSafeEqual(this.#digest(given), this.#secret);
  }

  isMark(given: unknown): boolean {
    return typeof given === "string" && timingSafeEqual(this.#digest(given), this.#digest(this.mark));
  }

  /** Nobody can make this signature without the secret. */
  sign(text: string): string {
    return createHmac("sha256", this.#signing).update(text).digest("base64url");
  }

  #digest(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text.normalize("NFC")).digest();
  }
}
