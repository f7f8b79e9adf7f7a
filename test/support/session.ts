import { createHmac } from "node:crypto";
import type { mongo } from "mongoose";
import { SessionKey, type SessionRecord } from "../../src/session/session-key.js";
import type { Visitor } from "./visitor.js";

/** The session's id, which only the cookie holds. */
export const sidOf = ({ cookie }: Visitor): string =>
  decodeURIComponent(cookie.split("=")[1]!).slice("s:".length).split(".")[0]!;

/** What the server would set, by somebody who knows its secret. */
export function cookieOf(sid: string, secret: string): string {
  const signature = createHmac("sha256", secret).update(sid).digest("base64").replace(/=+$/, "");
  return `gif-chat=${encodeURIComponent(`s:${sid}.${signature}`)}`;
}

/** The records as they are stored; anything may stand there. */
export const sessionsOf = (db: mongo.Db): mongo.Collection<SessionRecord> =>
  db.collection<SessionRecord>("sessions");

/** What is stored of a visitor's session, opened with the cookie. */
export async function storedSession(db: mongo.Db, visitor: Visitor): Promise<string> {
  const key = new SessionKey(sidOf(visitor));
  const record = await sessionsOf(db).findOne({ _id: key.storedId });
  return record ? key.open(record.sealed.value()) : "";
}
