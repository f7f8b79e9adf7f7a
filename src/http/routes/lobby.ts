import { type Request, type Response, Router } from "express";
import { Refusal, type Services } from "../../services/index.js";
import { renewSession } from "../../session/index.js";
import { limits } from "../../shared/limits.js";
import type { RoomForm } from "../../shared/page-props.js";
import { errorText, show } from "../rendering/render-page.js";
import { addressOf, visitorOf, wantsJson } from "../request.js";

export function lobbyRoutes({ rooms }: Services): Router {
  const router = Router();

  router.get("/", async (req, res) => {
    const lobby = await rooms.list(visitorOf(req), req.query);
    if (wantsJson(req, res)) res.json(lobby);
    else show(req, res, "lobby", { ...lobby, form: blank });
  });

  router.get("/room", (req, res) => {
    visitorOf(req);
    if (wantsJson(req, res)) res.json(takes);
    else show(req, res, "room-form", { form: blank });
  });

  router.post("/room", async (req, res) => {
    try {
      const room = await rooms.open(visitorOf(req), req.body, addressOf(req));
      // Whoever planted this session's id before is not to share what is secret from here on.
      if (room.secret) await renewSession(req);
      req.session.shown = room._id;
      res.location(`/room/${room._id}`);
      if (wantsJson(req, res)) res.status(201).json(room);
      else res.redirect(303, `/room/${room._id}`);
    } catch (error) {
      if (!(error instanceof Refusal) || wantsJson(req, res)) throw error;
      showAgain(req, res, error);
    }
  });

  return router;
}

/** The form, for those who fill it in by program. */
const takes = {
  title: { least: 1, most: limits.title },
  max: limits.seats,
  password: { least: 0, most: limits.password },
};

const blank: RoomForm = { values: { title: "", max: String(limits.seats.usual) }, errors: {} };

function showAgain(req: Request, res: Response, { status, code, fields }: Refusal): void {
  res.locals.refused = code;
  const { title, max } = (req.body ?? {}) as Record<string, unknown>;
  const text = (value: unknown, fallback: string) => (typeof value === "string" ? value : fallback);
  const values = { title: text(title, ""), max: text(max, blank.values.max) };
  const wrong = Object.keys(fields).length ? fields : { title: code };
  const errors = Object.fromEntries(
    Object.entries(wrong).map(([field, why]) => [field, errorText(req, why)]),
  );
  show(req, res.status(status), "room-form", { form: { values, errors } });
}
