import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { BoundedQueue } from "../../lib/bounded-queue.js";

const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** Each run takes 32 MB and a thread of the pool that file access needs as well. */
const queue = new BoundedQueue({ concurrency: 2, maxWaiting: 50 });

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await deriveKey(password, salt);
  return `${salt.toString("base64")}:${key.toString("base64")}`;
}

export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [salt, key] = stored.split(":").map((part) => Buffer.from(part, "base64")) as [Buffer, Buffer];
  return timingSafeEqual(await deriveKey(password, salt), key);
}

function deriveKey(password: string, salt: Buffer): Promise<Buffer> {
  return queue.run(
    () =>
      new Promise((resolve, reject) => {
        const done = (error: Error | null, key: Buffer) => (error ? reject(error) : resolve(key));
        scrypt(password.normalize("NFC"), salt, 32, COST, done);
      }),
  );
}
