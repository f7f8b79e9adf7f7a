import { type Limiter, type Meter, Refusal } from "../services/index.js";
import type { Language } from "../shared/pages.js";
import { ackOf, errorView } from "./reply.js";
import type { ChatSocket } from "./types.js";

/**
 * Every packet counts, also one that nobody handles, and in all of a visitor's tabs together. Who floods is answered with a refusal, then cut off.
 */
export function limitEvents(
  socket: Pick<ChatSocket, "id" | "data" | "use" | "disconnect">,
  { limiter, meter }: { limiter: Limiter; meter: Meter },
  lang: Language,
): void {
  socket.use(async (packet, next) => {
    try {
      await limiter.allow("event", socket.data.visitor.id);
      next();
    } catch (error) {
      if (!(error instanceof Refusal)) return next(error as Error);
      meter.refused(error.code);
      ackOf(packet)({ ok: false, error: errorView(error.code, lang) });
      await limiter.allow("flood", socket.id).catch(() => socket.disconnect(true));
    }
  });
}
