import type { Socket } from "socket.io";
import { type Limiter, Refusal } from "../services/index.js";
import type { Language } from "../shared/pages.js";
import { ackOf, errorView } from "./reply.js";

/** Every packet counts, also one that nobody handles. Who floods is answered with a refusal, then cut off. */
export function limitEvents(
  socket: Pick<Socket, "id" | "use" | "disconnect">,
  limiter: Limiter,
  lang: Language,
): void {
  socket.use(async (packet, next) => {
    try {
      await limiter.allow("event", socket.id);
      next();
    } catch (error) {
      if (!(error instanceof Refusal)) return next(error as Error);
      ackOf(packet)({ ok: false, error: errorView(error.code, lang) });
      await limiter.allow("flood", socket.id).catch(() => socket.disconnect(true));
    }
  });
}
