import { createHmac, timingSafeEqual } from "node:crypto";
import type { Request } from "express";

const PURPOSE = "gif-chat form";

/** Known only to who reads the page of this token with this session's cookie, so that no other site can send its form. */
export const formNonce = ({ sessionID }: Request, token: string): string =>
  createHmac("sha256", sessionID).update(`${PURPOSE} ${token}`).digest("base64url");

export function isFormNonce(req: Request, token: string, nonce: unknown): boolean {
  if (typeof nonce !== "string") return false;
  const [given, right] = [Buffer.from(nonce), Buffer.from(formNonce(req, token))];
  return given.length === right.length && timingSafeEqual(given, right);
}
