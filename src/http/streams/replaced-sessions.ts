import type { SessionChange } from "../../session/index.js";
import type { AppContext } from "../app-context.js";

/** The rights changed with the session: its streams, at any instance, come back with the new cookie. */
export function endReplaced({ streams, sessions, bus, services: { seats } }: AppContext): void {
  const end = (session: string, { isSameVisitor }: SessionChange) => {
    for (const stream of [...streams.all()]) {
      if (!stream.session?.belongsTo(session)) continue;
      if (isSameVisitor) seats.expectSocket(stream.room, stream.visitor);
      stream.end("closed");
    }
  };
  sessions.onReplaced(end);
  // The hint of a replaced session reaches streams at other instances, too.
  bus.onHint((hint) => {
    if (hint.about === "replaced") end(hint.session, hint);
  });
}
