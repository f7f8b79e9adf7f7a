import type { IncomingMessage } from "node:http";
import type { Session, SessionData } from "express-session";
import type { Visitor } from "../services/index.js";
import type { Member } from "../shared/events.js";
import type { Language } from "../shared/i18n/languages.js";
import type { SessionStore } from "./session-store.js";

export type HandshakeRequest = IncomingMessage & {
  sessionStore?: SessionStore;
  session?: Session & Partial<SessionData>;
};

/** A connection keeps this and not its handshake request, which takes as much memory as the connection itself. */
export class SessionHandle {
  readonly #sid: string;
  /** Kept, because each session that is replaced anywhere is compared with all connections. */
  readonly #storedId: string;
  readonly #store: SessionStore;
  readonly lang: Language | undefined;
  readonly site: string | undefined;
  /** The visitor's id at the handshake. A new session closes the connections of the one before. */
  readonly visitor: string | undefined;

  private constructor(
    sid: string,
    store: SessionStore,
    { lang, site, visitor }: Pick<Partial<SessionData>, "lang" | "site" | "visitor">,
  ) {
    this.#sid = sid;
    this.#storedId = store.storedIdOf(sid);
    this.#store = store;
    this.lang = lang;
    this.site = site;
    this.visitor = visitor?.id;
  }

  static of({ session, sessionStore }: HandshakeRequest): SessionHandle | undefined {
    return session && sessionStore && new SessionHandle(session.id, sessionStore, session);
  }

  belongsTo(storedId: string): boolean {
    return this.#storedId === storedId;
  }

  /** Reads the session again, because it may have been removed since the connection opened. */
  async loadVisitor(): Promise<Pick<Visitor, keyof Member | "since" | "operator"> | undefined> {
    const data = await this.#store.find(this.#sid);
    if (!data?.visitor) return undefined;
    const { returned, shown, createdAt = 0, operator } = data;
    if (!returned || shown) await this.#store.update(this.#sid, data, { returned: true, shown: undefined });
    return { ...data.visitor, since: createdAt, ...(operator && { operator }) };
  }

  async saveVisitor(visitor: Member): Promise<boolean> {
    const data = await this.#store.find(this.#sid);
    if (data) await this.#store.update(this.#sid, data, { visitor });
    return data !== undefined;
  }
}
