import type { Namespace, Socket } from "socket.io";
import { Refusal, type Services } from "../services/index.js";
import { type ErrorSink, toConnectError } from "./error-replies.js";
import { contextOf, languageOf } from "./tuning/connection-context.js";
import { malformedAuth } from "./tuning/packet-decoder.js";
import type { Io } from "./types.js";

/** Each costs a namespace and a socket, for as long as it takes to refuse it. */
const MAX_REFUSED = 50;

/** Socket.IO always has the default namespace, and refuses unknown ones without a code. */
export function refuseOtherNamespaces(io: Io, sink: ErrorSink): void {
  const refuse = (socket: Socket, next: (error: Error) => void) => {
    if (++contextOf(socket).refused > MAX_REFUSED) return socket.conn.close();
    next(toConnectError(new Refusal("NOT_FOUND"), languageOf(socket), sink));
  };
  io.use(refuse);
  io.of((_name, _auth, next) => next(null, true)).use(refuse);
}

export function refuseOutsiders(
  namespace: Pick<Namespace, "use">,
  { services, ...sink }: ErrorSink & { services: Pick<Services, "site"> },
): void {
  namespace.use((socket, next) => {
    if (services.site.isAdmitted(contextOf(socket).session?.site)) return next();
    next(toConnectError(new Refusal("SITE_PASSWORD_REQUIRED"), languageOf(socket), sink));
  });
}

/** Lobbies know sessions, and sessions are read only while somebody is banned. */
export function refuseBanned(
  lobby: Pick<Namespace, "use">,
  { services: { siteBans }, ...sink }: ErrorSink & { services: Pick<Services, "siteBans"> },
): void {
  lobby.use(async (socket, next) => {
    try {
      const { session, address } = contextOf(socket);
      const visitor = siteBans.isAny ? await session?.loadVisitor() : undefined;
      if (visitor) siteBans.assertNotBanned({ ...visitor, address });
      next();
    } catch (error) {
      next(toConnectError(error, languageOf(socket), sink));
    }
  });
}

export function refuseMalformedAuth(namespace: Pick<Namespace, "use">, sink: ErrorSink): void {
  namespace.use((socket, next) => {
    if (socket.handshake.auth !== malformedAuth) return next();
    next(toConnectError(new Refusal("BAD_REQUEST"), languageOf(socket), sink));
  });
}
