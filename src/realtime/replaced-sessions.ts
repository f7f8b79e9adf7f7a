import type { InstanceBus, Services } from "../services/index.js";
import type { SessionChange, Sessions } from "../session/index.js";
import type { ConnectionLimits } from "./connection-limits.js";
import { contextOf } from "./tuning/connection-context.js";

export interface SessionContext {
  services: Services;
  connections: ConnectionLimits;
  sessions: Sessions;
  bus: InstanceBus;
}

/** The rights changed with the session: connections of the old one, at any instance, come back with the new cookie. */
export function reconnectReplaced(context: SessionContext): void {
  const { sessions, bus } = context;
  sessions.onReplaced((session, change) => {
    reconnect(session, change, context);
    bus.publish({ about: "replaced", session, ...change });
  });
  bus.onHint((hint) => {
    if (hint.about === "replaced") reconnect(hint.session, hint, context);
  });
}

function reconnect(
  replaced: string,
  { isSameVisitor }: SessionChange,
  { connections, services }: SessionContext,
): void {
  for (const connection of connections.open) {
    const { session, chatSockets } = contextOf(connection);
    if (!session?.belongsTo(replaced) || (isSameVisitor && !chatSockets.length)) continue;
    // Another visitor comes back, so the seat is as free as if the page had been closed.
    for (const { data } of isSameVisitor ? chatSockets : [])
      if (data.room) services.seats.expectSocket(data.room, data.visitor.id);
    connection.close();
  }
}
