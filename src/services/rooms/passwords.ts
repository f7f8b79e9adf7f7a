import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { Turns } from "../../lib/bounded-queue.js";

const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

export class Passwords {
  /** Each run takes 32 MB and a thread that files and the database need as well. */
  readonly #turns = new Turns(2, 50);

  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    return `${salt.toString("base64")}:${(await this.#derive(password, salt)).toString("base64")}`;
  }

  async matches(password: string, stored: string): Promise<boolean> {
    const [salt, key] = stored.split(":").map((part) => Buffer.from(part, "base64")) as [Buffer, Buffer];
    return timingSafeEqual(await this.#derive(password, salt), key);
  }

  #derive(password: string, salt: Buffer): Promise<Buffer> {
    return this.#turns.take(
      () =>
        new Promise((resolve, reject) => {
          const done = (error: Error | null, key: Buffer) => (error ? reject(error) : resolve(key));
          scrypt(password.normalize("NFC"), salt, 32, COST, done);
        }),
    );
  }
}
