import { type Request, type Response, Router } from "express";
import { type Code, REPORT_DAYS, Refusal, type Services, type Visitor } from "../../services/index.js";
import type { RoomView } from "../../shared/events.js";
import type { MessageKey } from "../../shared/i18n/catalogue.js";
import { translator } from "../../shared/i18n/index.js";
import { limits } from "../../shared/limits.js";
import type { ReportPage } from "../../shared/report-props.js";
import { toPlace } from "../../shared/search/found-props.js";
import { errorText, renderPage } from "../rendering/render-page.js";
import { isShownInPage, langOf, visitorOf, wantsJson } from "../request.js";

const MAX_SHOWN = 5000;
const SHOWN_IN_FORM: ReadonlySet<number> = new Set([409, 422, 429, 503, 507]);

const own: Partial<Record<Code, MessageKey>> = {
  BAD_INPUT: "report.badReason",
  TOO_MANY_REQUESTS: "report.tooMany",
};

type ReportRequest = Request<{ id: string; seq?: string }>;

interface Reported extends Pick<ReportPage, "chat"> {
  room: RoomView;
}

export function reportPageRoutes(services: Services): Router {
  const show = (req: ReportRequest, res: Response) => showReport(services, req, res);
  return Router().get("/room/:id/report", show).get("/room/:id/chat/:seq/report", show);
}

/** Shows the form again with the typed text. */
export async function refuseReport(
  services: Services,
  req: ReportRequest,
  res: Response,
  error: unknown,
): Promise<void> {
  if (!isShownInPage(req, res, error) || !SHOWN_IN_FORM.has(error.status)) throw error;
  const { code, status, extras } = error;
  res.locals.refused = code;
  if (status === 429 || status === 503) res.set("Retry-After", String(extras.retryAfter ?? 10));
  const { reason } = (req.body ?? {}) as { reason?: unknown };
  const t = translator(langOf(req));
  await showReport(services, req, res.status(status), {
    reason: typeof reason === "string" ? reason.slice(0, MAX_SHOWN) : "",
    error: own[code] ? t(own[code], { count: limits.report }) : errorText(req, code),
  });
}

async function showReport(
  services: Services,
  req: ReportRequest,
  res: Response,
  typed: Pick<ReportPage, "reason" | "error"> = { reason: "", error: null },
): Promise<void> {
  const visitor = visitorOf(req);
  const { room, chat } = await findReported(services, visitor, req.params);
  const { _id, title } = room;
  if (wantsJson(req, res)) return void res.json({ room: { _id, title }, chat });
  const isWatching = req.query.spectate === "on";
  const back = res.locals.back ?? (await findWayBack(services, visitor, { room, chat }, { isWatching }));
  const known = { most: limits.report, days: REPORT_DAYS };
  renderPage(req, res, "report", { room: { _id, title }, chat, back, ...typed, ...known });
}

async function findReported(
  { reports, chats, entry }: Services,
  visitor: Visitor,
  { id, seq }: ReportRequest["params"],
): Promise<Reported> {
  const reported = await reports.assertMayReport(visitor, id, seq);
  const room = await entry.viewFromOutside(reported.room);
  if (reported.seq === undefined) return { room, chat: undefined };
  const chat = await chats.findQuoted(visitor, reported.room, reported.seq);
  if (!chat) throw new Refusal("CHAT_NOT_FOUND");
  return { room, chat };
}

/** To the message for who may see it, else to where the link stood. */
async function findWayBack(
  { seats }: Services,
  visitor: Visitor,
  { room, chat }: Reported,
  { isWatching }: { isWatching: boolean },
): Promise<string> {
  const isSeated = await seats.assertSeated(visitor, room._id).then(
    () => true,
    (error) => {
      if (error instanceof Refusal) return false;
      throw error;
    },
  );
  const isOpen = !room.secret && !room.locked;
  if (chat) return toPlace(room._id, chat.seq, { watching: !isSeated && isOpen });
  if (isSeated) return `/room/${room._id}`;
  return isWatching && isOpen ? `/room/${room._id}?spectate=on` : "/";
}
