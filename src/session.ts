import type { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import MongoStore from "connect-mongo";
import type { Request, RequestHandler } from "express";
import session, { type Session, type SessionData } from "express-session";
import type { Connection } from "mongoose";
import { newVisitor } from "./services/visitors.js";
import type { Member } from "./shared/events.js";
import type { Language } from "./shared/pages.js";

export interface FlashNote {
  kind: "info" | "error";
  code: string;
}

declare module "express-session" {
  interface SessionData {
    visitor: Member;
    /** The cookie came back, so a browser keeps it. */
    returned: boolean;
    /** The room whose page was shown without its seat: the first thing that is sent there takes it. */
    shown: string;
    lang: Language;
    flash: FlashNote[];
  }
}

const KEPT_MS = 30 * 24 * 3600_000;
const UNPROVEN_MS = 10 * 60_000;

type Stored = Session & SessionData;

class VisitorStore extends MongoStore {
  /** What is in the store, or was: such a session is written over, and never made again. */
  readonly #stored = new WeakSet<object>();

  override createSession(req: Request, data: SessionData): Stored {
    const session = super.createSession(req, data);
    this.#stored.add(session);
    return session;
  }

  /** Crawlers and scripts that never send the cookie back leave a session for minutes, not for a month. */
  override set(sid: string, data: SessionData, callback: (error?: unknown) => void = () => {}): void {
    const kept = JSON.parse(JSON.stringify(data));
    if (!data.returned) kept.cookie.expires = new Date(Date.now() + UNPROVEN_MS);
    if (this.#stored.has(data)) {
      this.#overwrite(sid, kept).then(() => callback(), callback);
    } else {
      this.#stored.add(data);
      super.set(sid, kept, callback);
    }
  }

  /** Ends a session, and says whether it was this call that ended it. One that was never stored is nobody else's. */
  async end(sid: string, session: object): Promise<boolean> {
    if (!this.#stored.has(session)) return true;
    return (await (await this.collectionP).deleteOne({ _id: sid })).deletedCount === 1;
  }

  /** A request that was under way when its session ended must not bring it back: so no upsert. */
  async #overwrite(sid: string, { lastModified: _, ...kept }: SessionData & { lastModified?: unknown }) {
    const { expires } = kept.cookie;
    const change = { expires: expires ? new Date(expires) : new Date(Date.now() + KEPT_MS) };
    const session = JSON.stringify(kept) as never;
    await (await this.collectionP).updateOne(
      { _id: sid },
      { $set: { ...change, session, lastModified: new Date() } },
    );
  }
}

/** One handler for pages and for Socket.IO's handshakes, over the application's own connection. */
export async function createSessions(
  connection: Connection,
  secret: string,
  publicOrigin: string | undefined,
): Promise<RequestHandler> {
  const secure = publicOrigin?.startsWith("https:") ?? false;
  const store = new VisitorStore({
    client: connection.getClient(),
    dbName: connection.name,
    ttl: KEPT_MS / 1000,
    // A month is not cut short by an hour that was not noted.
    touchAfter: 3600,
  });
  // An index that cannot be made ends the start here, and not the process some time later.
  await store.collectionP;
  // Each connection listens for the end of its session.
  store.setMaxListeners(0);
  const handle = session({
    name: "gif-chat",
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: "lax", secure: secure || "auto", maxAge: KEPT_MS },
    ...(secure && { proxy: true }),
  });
  if (!secure) return handle;
  // Visitors come by https, as PUBLIC_URL says, also through a proxy that does not tell or is not trusted.
  return (req, res, next) => {
    req.headers["x-forwarded-proto"] = "https";
    handle(req, res, next);
  };
}

/** Names whoever has no name yet. Only pages and forms call it, so pictures and scripts make no session. */
export function meet(req: Request): Member {
  if (req.session.visitor) req.session.returned ??= true;
  else req.session.visitor = newVisitor();
  return req.session.visitor;
}

/** A new session id for the same visitor: one that somebody planted before is worth nothing afterwards. */
export async function renewSession(req: Request): Promise<void> {
  // Whoever kept a request back until the session had ended does not get the visitor's next one.
  if (!(await (req.sessionStore as unknown as VisitorStore).end(req.sessionID, req.session))) return;
  const { visitor, lang, flash } = req.session;
  const replaced = `replaced ${req.sessionID}`;
  await new Promise<void>((resolve, reject) =>
    req.session.regenerate((error) => (error ? reject(error) : resolve())),
  );
  Object.assign(req.session, { visitor, returned: true, ...(lang && { lang }), ...(flash && { flash }) });
  // Not before the browser has the new cookie: it is what its other pages are to come back with.
  req.res?.once("close", () => req.sessionStore.emit(replaced));
}

export type HandshakeRequest = IncomingMessage & {
  session?: Session & Partial<SessionData>;
  sessionStore?: EventEmitter;
};

/** Calls `work` when another session takes the place of the one a connection came by; returns what calls it off. */
export function whenReplaced({ session, sessionStore }: HandshakeRequest, work: () => void): () => void {
  const replaced = `replaced ${session?.id}`;
  sessionStore?.once(replaced, work);
  return () => void sessionStore?.off(replaced, work);
}

/** Who is at the other end of a socket, read anew: the session may have ended since the connection was opened. */
export async function recognise(request: HandshakeRequest): Promise<Member | undefined> {
  if (!(await reload(request)) || !request.session?.visitor) return undefined;
  const { returned, shown } = request.session;
  if (!returned || shown) await save(request, { returned: true, shown: undefined });
  return request.session.visitor;
}

/** Keeps a name that was chosen over a socket, in a session that was just recognised. */
export const rememberName = (request: HandshakeRequest, visitor: Member): Promise<void> =>
  save(request, { visitor });

/** False when there is no such session any more. */
function reload({ session }: HandshakeRequest): Promise<boolean> {
  if (!session) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    session.reload((error?: Error) => {
      if (!error) resolve(true);
      else if (error.message === "failed to load session") resolve(false);
      else reject(error);
    });
  });
}

function save({ session }: HandshakeRequest, change: Partial<SessionData>): Promise<void> {
  if (!session) throw new Error("There is no session to save");
  Object.assign(session, change).touch();
  return new Promise((resolve, reject) =>
    session.save((error?: unknown) => (error ? reject(error) : resolve())),
  );
}
