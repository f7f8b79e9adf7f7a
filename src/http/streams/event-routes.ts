import { type Request, Router } from "express";
import { ownOrigin } from "../../lib/onion/own-origin.js";
import { inputs, parse, Refusal } from "../../services/index.js";
import { isOwnOrigin } from "../../shared/origin.js";
import type { AppContext } from "../app-context.js";
import { endTurn } from "../middleware/take-turn.js";
import { isPrefetch, knownVisitor } from "../request.js";
import { openStream } from "./open-stream.js";
import { endReplaced } from "./replaced-sessions.js";
import { tellAll } from "./tell-all.js";

export function eventRoutes(context: AppContext): Router {
  const router = Router();
  endReplaced(context);

  router.get("/room/:id/events", async (req, res) => {
    res.locals.json = true;
    // It holds a seat, so another site or a prefetching browser must not open one.
    if (!isOwnOrigin(req.headers, ownOrigin(req, context.config))) throw new Refusal("CROSS_SITE");
    if (isPrefetch(req)) throw new Refusal("NOT_ALLOWED");
    if (req.method === "HEAD") return void res.status(405).set("Allow", "GET").end();
    const place = placeOf(req);
    const visitor = knownVisitor(req);
    if (!visitor) throw new Refusal("NOT_ALLOWED");
    endTurn(res);
    const stream = await openStream(context, req, res, { room: req.params.id, visitor });
    await tellAll(context, stream, visitor, place);
  });

  return router;
}

/** The client's position. A browser that reconnects sends it with the original URL. */
function placeOf(req: Request): { after?: number | undefined; changed?: number | undefined } {
  const { after, changed } = req.query;
  const asked = parse(inputs.events, { lastEventId: req.get("last-event-id"), after, changed });
  return asked.lastEventId ?? asked;
}
