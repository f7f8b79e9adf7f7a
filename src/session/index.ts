import type { Request, RequestHandler } from "express";
import type { SessionData } from "express-session";
import type { Connection } from "mongoose";
import { newVisitor, type OperatorPass, Refusal } from "../services/index.js";
import type { Member } from "../shared/events.js";
import type { Language } from "../shared/i18n/languages.js";
import { createCookies } from "./cookies.js";
import { FirstVisits } from "./first-visits.js";
import { SESSION_TTL_MS, SessionStore } from "./session-store.js";

declare module "express-session" {
  interface SessionData {
    visitor: Member;
    createdAt: number;
    /** The client has sent the cookie back, so it keeps cookies. */
    returned: boolean;
    /** The room whose page was shown without taking a seat; the first message sent there takes it. */
    shown: string;
    /** The token of the link that this visitor has made for another device, until told what became of it. */
    handOver: string;
    /** The password of the site was given: the mark of it. */
    site: string;
    operator: OperatorPass;
    lang: Language;
    flash: Record<string, string[]>;
  }
}

export interface SessionChange {
  isSameVisitor: boolean;
}

export interface Sessions {
  middleware: RequestHandler;
  /** The session is named by the hash that it was stored under. */
  onReplaced(listener: (session: string, change: SessionChange) => void): void;
}

interface SessionOptions {
  secret: string;
  publicOrigin: string | undefined;
  embedOrigins: readonly string[];
  /** Only when no other instance writes sessions: a session removed there would live on in this cache. */
  cache: boolean;
  rateLimits: boolean;
}

const MAX_STORED = 200_000;

export async function createSessions(
  connection: Connection,
  { cache, rateLimits, ...cookies }: SessionOptions,
): Promise<Sessions> {
  const store = new SessionStore(
    {
      client: connection.getClient(),
      dbName: connection.name,
      ttl: SESSION_TTL_MS / 1000,
      touchAfter: 3600,
    },
    { cache, firstVisits: rateLimits ? new FirstVisits() : undefined, maxStored: MAX_STORED },
  );
  await store.prepare();
  const middleware = createCookies(store, cookies);
  return { middleware, onReplaced: (listener) => void store.on("replaced", listener) };
}

/** For pages and forms only: pictures and scripts must create no sessions. Refuses an address that begins too many. */
export function getOrCreateVisitor(req: Request): Member {
  const { session } = req;
  if (session.visitor) {
    session.returned ??= true;
    return session.visitor;
  }
  if (!storeOf(req).begin(req.sessionID, req.ip ?? "unknown")) throw new Refusal("TOO_MANY_REQUESTS");
  session.visitor = newVisitor();
  session.createdAt = Date.now();
  return session.visitor;
}

/** Gives the visitor a new session id, so that an attacker who planted the old one gains nothing. */
export async function renewSession(req: Request): Promise<void> {
  const { session: old, sessionID: oldId } = req;
  // An attacker may hold back a request until another one has renewed the session; it must not get the new id.
  if (!(await storeOf(req).remove(oldId, old))) return;
  const { visitor, createdAt, handOver, flash, operator } = old;
  await replaceSession(req, { visitor, createdAt, handOver, flash, operator }, { isSameVisitor: true });
}

/** Nothing stays of the visitor whom this device was before, but the language and what it knows of the site. */
export async function becomeVisitor(req: Request, visitor: Member, createdAt: number): Promise<void> {
  await storeOf(req).remove(req.sessionID, req.session);
  await replaceSession(req, { visitor, createdAt }, { isSameVisitor: false });
}

async function replaceSession(req: Request, kept: Kept, change: SessionChange): Promise<void> {
  const { session: old, sessionID: oldId } = req;
  const { lang, site } = old;
  await new Promise<void>((resolve, reject) =>
    old.regenerate((error) => (error ? reject(error) : resolve())),
  );
  const known = Object.entries({ lang, site, ...kept }).filter(([, value]) => value !== undefined);
  Object.assign(req.session, Object.fromEntries(known), { returned: true });
  // Only after the response, because the device's other pages reconnect with the new cookie.
  req.res?.once("close", () => storeOf(req).emit("replaced", storeOf(req).storedIdOf(oldId), change));
}

type Kept = Partial<Pick<SessionData, "createdAt" | "handOver" | "flash" | "operator">> & {
  visitor: Member | undefined;
};

const storeOf = (req: Request): SessionStore => req.sessionStore as unknown as SessionStore;

export { cookieSecret } from "./cookie-secret.js";
export { formNonce, isFormNonce } from "./form-nonce.js";
export { type HandshakeRequest, SessionHandle } from "./session-handle.js";
export { SESSION_TTL_MS } from "./session-store.js";
