import { type Request, type Response, Router } from "express";
import type { Refusal, Services } from "../../services/index.js";
import { renewSession } from "../../session/index.js";
import { limits } from "../../shared/limits.js";
import type { RoomForm } from "../../shared/lobby-props.js";
import { toLobbyLinks } from "../rendering/lobby-links.js";
import { errorText, renderPage } from "../rendering/render-page.js";
import { isShownInPage, proofOf, sendOrRedirect, visitorOf, wantsJson } from "../request.js";

export function lobbyRoutes({ rooms, siteBans }: Services): Router {
  const router = Router();

  router.get("/", async (req, res) => {
    const lobby = await rooms.list(visitorOf(req), req.query);
    if (wantsJson(req, res)) res.json(lobby);
    else renderPage(req, res, "lobby", { ...lobby, links: toLobbyLinks(lobby), form: emptyForm });
  });

  router.get("/room", (req, res) => {
    siteBans.assertNotBanned(visitorOf(req));
    if (wantsJson(req, res)) res.json(fieldLimits);
    else renderPage(req, res, "room-form", { form: formFor(req.query.title) });
  });

  router.post("/room", async (req, res) => {
    try {
      const room = await rooms.open(visitorOf(req), req.body, proofOf(req));
      // An attacker who planted this session id must not get into the secret room.
      if (room.secret) await renewSession(req);
      req.session.shown = room._id;
      res.location(`/room/${room._id}`);
      sendOrRedirect(req, res.status(201), room, `/room/${room._id}`);
    } catch (error) {
      if (!isShownInPage(req, res, error) || error.code === "PROOF_REQUIRED") throw error;
      showFormAgain(req, res, error);
    }
  });

  return router;
}

const fieldLimits = {
  title: { least: 1, most: limits.title },
  max: limits.seats,
  password: { least: 0, most: limits.password },
};

const emptyForm: RoomForm = {
  values: { title: "", max: String(limits.seats.usual), lifetime: "left", listed: "on" },
  errors: {},
};

function formFor(title: unknown): RoomForm {
  if (typeof title !== "string") return emptyForm;
  const characters = [...title.slice(0, 1000)].slice(0, limits.title);
  return { values: { ...emptyForm.values, title: characters.join("") }, errors: {} };
}

function showFormAgain(req: Request, res: Response, { status, code, fields, extras }: Refusal): void {
  res.locals.refused = code;
  const typed = (req.body ?? {}) as Record<string, unknown>;
  const text = (name: keyof RoomForm["values"]) =>
    typeof typed[name] === "string" ? typed[name] : emptyForm.values[name];
  const values = {
    title: text("title"),
    max: text("max"),
    lifetime: text("lifetime"),
    listed: text("listed"),
  };
  const codes = Object.keys(fields).length ? fields : { form: code };
  const errors = Object.fromEntries(
    Object.entries(codes).map(([field, fieldCode]) => [field, errorText(req, fieldCode, extras)]),
  );
  renderPage(req, res.status(status), "room-form", { form: { values, errors } });
}
