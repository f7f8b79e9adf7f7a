import { type Request, type RequestHandler, type Response, Router } from "express";
import { type Code, Refusal, type Services } from "../../services/index.js";
import { renewSession } from "../../session/index.js";
import { goBack } from "../middleware/error-handler.js";
import { errorText, show } from "../rendering/render-page.js";
import { addressOf, visitorOf, wantsJson } from "../request.js";

/** Answers that send the visitor to the lobby, with a message. */
const AWAY: ReadonlySet<Code> = new Set(["ROOM_NOT_FOUND", "ROOM_FULL", "BANNED"]);

/** Answers that show the password form. */
const AT_THE_DOOR: ReadonlySet<Code> = new Set([
  ...(["PASSWORD_REQUIRED", "WRONG_PASSWORD", "BAD_PASSWORD", "TOO_MANY_REQUESTS"] as const),
]);

export function roomRoutes(services: Services): Router {
  const { rooms, seats } = services;
  const router = Router();

  router.get("/room/:id", (req, res) => showRoom(services, req, res));

  router.post("/room/:id/enter", async (req, res) => {
    try {
      const { room, admitted } = await rooms.enter(visitorOf(req), req.params.id, req.body, addressOf(req));
      if (admitted) await renewSession(req);
      if (wantsJson(req, res)) res.json(room);
      else res.redirect(303, `/room/${room._id}`);
    } catch (error) {
      await refuseEntry(services, req, res, error);
    }
  });

  router.post("/room/:id/leave", async (req, res) => {
    try {
      await seats.leave(visitorOf(req), req.params.id);
      done(req, res, "/");
    } catch (error) {
      if (!(error instanceof Refusal) || !AWAY.has(error.code) || wantsJson(req, res)) throw error;
      goBack(req, res, error.code, "/");
    }
  });

  router.delete("/room/:id", async (req, res) => {
    res.locals.json = true;
    await rooms.remove(visitorOf(req), req.params.id);
    res.status(204).end();
  });

  router.post("/room/:id/delete", async (req, res) => {
    await rooms.remove(visitorOf(req), req.params.id);
    done(req, res, "/");
  });

  router.patch("/room/:id", async (req, res) => {
    res.locals.json = true;
    res.json(await rooms.rename(visitorOf(req), req.params.id, req.body));
  });

  router.post("/room/:id/rename", async (req, res) => {
    const room = await rooms.rename(visitorOf(req), req.params.id, req.body);
    if (wantsJson(req, res)) res.json(room);
    else res.redirect(303, `/room/${room._id}`);
  });

  router.post("/room/:id/kick", async (req, res) => {
    await rooms.kick(visitorOf(req), req.params.id, req.body);
    done(req, res, `/room/${req.params.id}`);
  });

  return router;
}

/**
 * Whoever keeps no cookie would take another seat by each request, and whoever only fetches ahead sits nowhere. A
 * page that shows by its script that somebody is there takes the seat by its socket.
 */
function takesSeat(req: Request): boolean {
  const ahead = /\bprefetch\b/.test(req.get("sec-purpose") ?? req.get("purpose") ?? "");
  return req.session.returned === true && req.method !== "HEAD" && !ahead;
}

/** What was shown without a seat is answered with one, when something is written there. */
export function seatLate({ visits }: Services): RequestHandler {
  return async (req, _res, next) => {
    const { shown } = req.session;
    if (shown !== undefined && shown === req.params.id) {
      delete req.session.shown;
      await visits.sit(visitorOf(req), shown, addressOf(req));
    }
    next();
  };
}

/** The page, as it is and with what was typed and refused. */
export async function showRoom(
  services: Services,
  req: Request,
  res: Response,
  draft: { chat: string; error: string | null } = { chat: "", error: null },
): Promise<void> {
  const visitor = visitorOf(req);
  try {
    const address = takesSeat(req) ? addressOf(req) : undefined;
    const visit = await services.visits.look(visitor, req.params.id, req.query, address);
    if (address !== undefined) delete req.session.shown;
    else if (req.method !== "HEAD") req.session.shown = visit.room._id;
    if (wantsJson(req, res)) res.json(visit);
    else show(req, res, "room", { ...visit, draft, watching: req.query.watch === "on" });
  } catch (error) {
    await refuseEntry(services, req, res, error);
  }
}

async function refuseEntry({ rooms }: Services, req: Request, res: Response, error: unknown): Promise<void> {
  if (!(error instanceof Refusal) || wantsJson(req, res)) throw error;
  if (AWAY.has(error.code)) return goBack(req, res, error.code, "/");
  if (!AT_THE_DOOR.has(error.code)) throw error;
  const room = rooms.view(await rooms.find(req.params.id));
  if (!room.secret) throw error;
  res.locals.refused = error.code;
  const asked = error.code === "PASSWORD_REQUIRED";
  const status = error.code === "WRONG_PASSWORD" ? 422 : error.status;
  show(req, res.status(status), "enter", { room, error: asked ? null : errorText(req, error.code) });
}

export function done(req: Request, res: Response, path: string): void {
  if (wantsJson(req, res)) res.json({ ok: true });
  else res.redirect(303, path);
}
