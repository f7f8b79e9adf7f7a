import { createHmac, timingSafeEqual } from "node:crypto";

const LIFETIME_MS = 60_000;

/** Proves knowledge of the cookie secret, which allows everything else as well. */
export function createDoctorPass(cookieSecret: string, now = Date.now()): string {
  return `${now}.${sign(cookieSecret, String(now))}`;
}

export function isDoctorPass(cookieSecret: string, pass: unknown, now = Date.now()): boolean {
  const [, at, signature] = (typeof pass === "string" && /^(\d{13})\.([\w-]{43})$/.exec(pass)) || [];
  if (at === undefined || signature === undefined || Math.abs(now - Number(at)) > LIFETIME_MS) return false;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(sign(cookieSecret, at)));
}

function sign(cookieSecret: string, text: string): string {
  const key = createHmac("sha256", cookieSecret).update("gif-chat doctor").digest();
  return createHmac("sha256", key).update(text).digest("base64url");
}
