import type { Request, Response } from "express";
import { type Code, inputs, parse, type Refusal, type Services, toMember } from "../../services/index.js";
import type { RoomPage } from "../../shared/page-props.js";
import type { Draft } from "../../shared/render/chat-props.js";
import { toPlace } from "../../shared/search/found-props.js";
import { redirectWithError } from "../middleware/error-handler.js";
import { renderEnter } from "../rendering/enter-page.js";
import { errorText, renderPage } from "../rendering/render-page.js";
import { isPrefetch, isRead, isShownInPage, visitorOf, wantsJson } from "../request.js";

const LOBBY_CODES: ReadonlySet<Code> = new Set(["ROOM_NOT_FOUND", "ROOM_FULL", "TOO_CROWDED", "BANNED"]);
const PASSWORD_FORM_CODES: ReadonlySet<Code> = new Set([
  "PASSWORD_REQUIRED",
  "WRONG_PASSWORD",
  "BAD_PASSWORD",
  "TOO_MANY_REQUESTS",
  "LOCKED",
]);

const FULL_CODES: ReadonlySet<Code> = new Set(["ROOM_FULL", "TOO_CROWDED"]);
const CLOSED_CODES: ReadonlySet<Code> = new Set(["PASSWORD_REQUIRED", "LOCKED"]);

const emptyDraft: Draft = { chat: "", error: null };

export async function showRoom(
  services: Services,
  req: Request<{ id: string }>,
  res: Response,
  draft: Draft & { seq?: number | undefined } = emptyDraft,
): Promise<void> {
  const { entry } = services;
  const visitor = visitorOf(req);
  const { id } = req.params;
  try {
    // Checked first, because a bad query must not take a seat.
    const query = parse(inputs.page, req.query);
    const seated = !query.spectate && takesSeat(req);
    if (seated) await entry.takeSeat(visitor, id);
    const newest = await entry.viewPage(visitor, id, query);
    if (query.since) return await leadToDay(services, req, res, query.since);
    const before = (draft.seq ?? 0) + 1;
    const older = before > 1 && !hasOwn(newest, draft.seq, visitor.id);
    const page = older ? await entry.viewPage(visitor, id, { before }) : newest;
    if (seated) delete req.session.shown;
    else if (!query.spectate && req.method !== "HEAD") req.session.shown = page.room._id;
    if (wantsJson(req, res)) return void res.json(page);
    const replyTo = draft.error ? draft.replyTo : query.reply;
    const answered = replyTo ? await services.chats.findQuoted(visitor, id, replyTo) : undefined;
    const error = draft.error ?? (replyTo && !answered ? errorText(req, "BAD_REPLY") : null);
    renderRoom(req, res, {
      ...page,
      answered,
      ...placeDraft(page, { ...draft, error }, visitor.id),
      reloads: req.query.watch === "on",
    });
  } catch (error) {
    if (req.query.spectate === "on") await refuseWatching(services, req, res, error);
    else await refuseEntry(services, req, res, error);
  }
}

async function leadToDay({ chats }: Services, req: Request<{ id: string }>, res: Response, since: Date) {
  const seq = await chats.firstSince(visitorOf(req), req.params.id, since);
  res.redirect(303, toPlace(req.params.id, seq, { watching: req.query.spectate === "on" }));
}

const hasOwn = ({ chats }: Pick<RoomPage, "chats">, wanted: number | undefined, me: string): boolean =>
  chats.some(({ seq, author, gif, removedAt }) => seq === wanted && author === me && !gif && !removedAt);

/** An edit whose message is gone meanwhile is kept in the field for a new one. */
function placeDraft(
  page: Pick<RoomPage, "chats">,
  { seq, ...draft }: Draft & { seq?: number | undefined },
  me: string,
): Pick<RoomPage, "draft" | "edit"> {
  if (seq === undefined || !hasOwn(page, seq, me)) return { draft };
  return { draft: emptyDraft, edit: { ...draft, seq } };
}

function renderRoom(req: Request, res: Response, page: RoomPage): void {
  const visitor = visitorOf(req);
  const me = page.members.find(({ id }) => id === visitor.id) ?? toMember(visitor);
  const takenName = page.watching || me.name === visitor.name ? null : visitor.name;
  const roles = page.watching && { isOwner: false, isHost: false, isModerator: false };
  renderPage(req, res, "room", { ...page, ...roles, me, takenName });
}

async function refuseWatching(
  services: Services,
  req: Request<{ id: string }>,
  res: Response,
  error: unknown,
): Promise<void> {
  const isClosed = isShownInPage(req, res, error) && CLOSED_CODES.has(error.code);
  if (!isClosed) return refuseEntry(services, req, res, error);
  res.locals.refused = error.code;
  const room = await services.entry.viewFromOutside(req.params.id);
  renderPage(req, res.status(error.status), "watch-over", { room });
}

/** A client without cookies would take a seat with each request, and nobody looks at a prefetched page. */
function takesSeat(req: Request<{ id: string }>): boolean {
  return req.session.returned === true && req.method !== "HEAD" && !isPrefetch(req);
}

export const leadsToLobby = ({ code }: Refusal): boolean => LOBBY_CODES.has(code);

export async function refuseEntry(
  services: Services,
  req: Request<{ id: string }>,
  res: Response,
  error: unknown,
): Promise<void> {
  if (!isShownInPage(req, res, error)) throw error;
  if (FULL_CODES.has(error.code)) {
    const { _id, secret, locked } = await services.entry.viewFromOutside(req.params.id);
    return redirectWithError(req, res, error.code, "/", secret || locked ? {} : { watch: _id });
  }
  if (error.extras.where === "everywhere") return res.redirect(303, "/");
  if (error.code === "PROOF_REQUIRED") return askForProof(services, req, res, error);
  if (leadsToLobby(error)) return redirectWithError(req, res, error.code, "/", error.extras);
  if (!PASSWORD_FORM_CODES.has(error.code)) throw error;
  const room = await services.entry.viewFromOutside(req.params.id);
  if (!room.secret && error.code !== "LOCKED") throw error;
  await renderEnter(services, req, res, { refusal: error });
}

/** One form asks for the password and the proof, except that a password which was sent is not asked for again. */
async function askForProof(
  services: Services,
  req: Request<{ id: string }>,
  res: Response,
  refusal: Refusal,
): Promise<void> {
  if (refusal.extras.purpose !== "enter") throw refusal;
  const { isAdmitted } = await services.knocks.state(visitorOf(req), req.params.id);
  if (isRead(req) && !isAdmitted) return renderEnter(services, req, res, { refusal });
  res.locals.entered = await services.entry.viewFromOutside(req.params.id);
  throw refusal;
}
