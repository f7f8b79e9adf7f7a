import { type Request, type RequestHandler, type Response, Router } from "express";
import { Refusal, type Services } from "../../services/index.js";
import { noteRefusal } from "../middleware/count-refusals.js";
import { renderPage } from "../rendering/render-page.js";
import { isRead, localPath, requesterOf, wantsJson } from "../request.js";

/** For the pages: who is outside sees no link to what asks for the password again. */
export function visitorRights({ site, operator, siteSwitches }: Services): RequestHandler {
  return (req, res, next) => {
    res.locals.isOutside = !site.isAdmitted(req.session.site);
    if (!res.locals.isOutside) res.locals.announcement = siteSwitches.announcement;
    res.locals.isLobbyHidden = siteSwitches.isLobbyHidden;
    res.locals.mayOpenRooms = operator.mayOpenRooms(req.session.operator);
    res.locals.openingsClosedFor = operator.openingsClosedFor(req.session.operator);
    next();
  };
}

/** Whatever comes after it is closed to who has not given the password of the site. */
export function siteGate({ site }: Services): RequestHandler {
  return (req, res, next) => {
    if (site.isAdmitted(req.session.site)) return next();
    const isPage = isRead(req) || req.method === "POST";
    if (!isPage) res.locals.json = true;
    if (wantsJson(req, res)) throw new Refusal("SITE_PASSWORD_REQUIRED");
    renderGate(req, res, {
      refusal: new Refusal("SITE_PASSWORD_REQUIRED"),
      here: wantedPath(req),
      error: null,
    });
  };
}

/** Hosts need no seat for what they do, so the services that let visitors in do not see them. */
export function banGate({ siteBans }: Services): Router {
  const router = Router();
  // Matched as the routes are: in any case, with the room's id decoded.
  router.use("/room/:id", (req, _res, next) => {
    const isOpen = req.path === "/" ? isRead(req) : LEAVE.test(req.path);
    const requester = !isOpen && siteBans.isAny ? requesterOf(req) : undefined;
    if (requester) siteBans.assertNotBanned(requester, req.params.id);
    next();
  });
  return router;
}

const LEAVE = /^\/leave\/?$/i;

interface Shown {
  refusal: Refusal;
  here: string;
  error: string | null;
}

export function renderGate(req: Request, res: Response, { refusal, here, error }: Shown): void {
  const { code, status, extras } = refusal;
  noteRefusal(res, code, extras);
  res.locals.isOutside = true;
  if (status === 429) res.set("Retry-After", String(extras.retryAfter ?? 10));
  renderPage(req, res.status(code === "WRONG_PASSWORD" ? 422 : status), "gate", { here, error });
}

const ROOM = /^\/room\/[\w-]+/;

/** A form cannot be sent again after the password; its room can be shown. */
const wantedPath = (req: Request): string =>
  isRead(req) ? localPath(req.originalUrl) : (ROOM.exec(req.originalUrl)?.[0] ?? "/");
