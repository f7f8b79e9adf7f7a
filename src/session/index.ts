import type { IncomingMessage } from "node:http";
import type { Request, RequestHandler, Response } from "express";
import session, { type Session, type SessionData } from "express-session";
import type { Connection } from "mongoose";
import { newVisitor } from "../services/visitors/visitors.js";
import type { Member } from "../shared/events.js";
import type { Language } from "../shared/page-props.js";
import { KEPT_MS, VisitorStore } from "./session-store.js";

declare module "express-session" {
  interface SessionData {
    visitor: Member;
    /** The cookie came back, so a browser keeps it. */
    returned: boolean;
    /** The room whose page was shown without its seat: the first thing that is sent there takes it. */
    shown: string;
    lang: Language;
    /** What the next page is to say, kept by connect-flash. */
    flash: Record<string, string[]>;
  }
}

export interface Sessions {
  /** For pages and for Socket.IO's handshakes. */
  handle: RequestHandler;
  /** When another session has taken the place of one, by its id. */
  onReplaced(listener: (sid: string) => void): void;
}

/** Over the application's own connection. */
export async function createSessions(
  connection: Connection,
  secret: string,
  publicOrigin: string | undefined,
  alone: boolean,
): Promise<Sessions> {
  const secure = publicOrigin?.startsWith("https:") ?? false;
  const options = {
    client: connection.getClient(),
    dbName: connection.name,
    ttl: KEPT_MS / 1000,
    // A month is not cut short by an hour that was not noted.
    touchAfter: 3600,
  };
  const store = new VisitorStore(options, alone);
  // An index that cannot be made ends the start here, and not the process some time later.
  await store.collectionP;
  const load = session({
    name: "gif-chat",
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: "lax", secure: secure || "auto", maxAge: KEPT_MS },
    ...(secure && { proxy: true }),
  });
  const handle: RequestHandler = (req, res, next) => {
    // Visitors come by https, as PUBLIC_URL says, also through a proxy that does not tell or is not trusted.
    if (secure) req.headers["x-forwarded-proto"] = "https";
    const { end } = res;
    // What express-session calls when the session is stored.
    res.end = (...args: unknown[]) => {
      res.uncork();
      return Reflect.apply(end, res, args);
    };
    load(req, res, (error) => {
      holdBack(res);
      next(error);
    });
  };
  return { handle, onReplaced: (listener) => void store.on("replaced", listener) };
}

/**
 * express-session sends an answer but for its last byte, and then stores the session: whoever follows a redirect at
 * the sight of its head would come before it. So nothing leaves until then.
 */
function holdBack(res: Response): void {
  const { end } = res;
  res.end = (...args: unknown[]) => {
    res.cork();
    return Reflect.apply(end, res, args);
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
  const { sessionID } = req;
  await new Promise<void>((resolve, reject) =>
    req.session.regenerate((error) => (error ? reject(error) : resolve())),
  );
  Object.assign(req.session, { visitor, returned: true, ...(lang && { lang }), ...(flash && { flash }) });
  // Not before the browser has the new cookie: it is what its other pages are to come back with.
  req.res?.once("close", () => req.sessionStore.emit("replaced", sessionID));
}

export type HandshakeRequest = IncomingMessage & {
  sessionID?: string;
  sessionStore?: VisitorStore;
  session?: Session & Partial<SessionData>;
};

/** What a connection keeps of the session it came by: enough to ask who it is, and nothing of the request. */
export class Passport {
  readonly #sid: string;
  readonly #store: VisitorStore;
  readonly lang: Language | undefined;

  private constructor(sid: string, store: VisitorStore, lang: Language | undefined) {
    this.#sid = sid;
    this.#store = store;
    this.lang = lang;
  }

  static of({ session, sessionStore }: HandshakeRequest): Passport | undefined {
    return session && sessionStore && new Passport(session.id, sessionStore, session.lang);
  }

  isOf(sid: string): boolean {
    return this.#sid === sid;
  }

  /** Who came by it, read anew: the session may have ended since the connection was opened. */
  async recognise(): Promise<Member | undefined> {
    const data = await this.#store.recall(this.#sid);
    if (!data?.visitor) return undefined;
    const { returned, shown } = data;
    if (!returned || shown) await this.#store.amend(this.#sid, data, { returned: true, shown: undefined });
    return data.visitor;
  }

  /** Keeps a name that was chosen over a socket; says whether the session is still there. */
  async remember(visitor: Member): Promise<boolean> {
    const data = await this.#store.recall(this.#sid);
    if (data) await this.#store.amend(this.#sid, data, { visitor });
    return data !== undefined;
  }
}
