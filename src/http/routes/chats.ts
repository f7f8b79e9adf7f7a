import { type Request, type Response, Router } from "express";
import type { LoadLimits } from "../../lib/load/load-limits.js";
import { type InTurn, type Refusal, type Services, toPageJson } from "../../services/index.js";
import { toPlace } from "../../shared/search/found-props.js";
import { endTurn } from "../middleware/take-turn.js";
import { errorText } from "../rendering/render-page.js";
import { showSearch } from "../rendering/search-page.js";
import { addressOf, isShownInPage, sendOrRedirect, visitorOf, wantsJson } from "../request.js";
import { showRoom } from "./room-page.js";

export function chatRoutes(services: Services, load: LoadLimits): Router {
  const { chats } = services;
  const router = Router();

  router.post("/room/:id/chat", async (req, res) => {
    await orShowDraft(services, req, res, async () => {
      const chat = await chats.sender.send(visitorOf(req), req.params.id, req.body);
      sendOrRedirect(req, res.status(201), chat, `/room/${chat.room}`);
    });
  });

  router.get("/room/:id/chats", async (req, res) => {
    res.locals.json = true;
    const reader = req.session.visitor && visitorOf(req);
    const page = await chats.history(reader, req.params.id, req.query);
    res.type("json").send(toPageJson(page));
  });

  router.get("/room/:id/search", async (req, res) => {
    endTurn(res);
    const inTurn: InTurn = (work) =>
      load.turns.run(load.shareOf(addressOf(req)), work, { isGone: () => req.socket.destroyed });
    if (!wantsJson(req, res)) return showSearch(services, req, res, inTurn);
    res.json(await chats.search(visitorOf(req), req.params.id, req.query, inTurn));
  });

  router.patch("/room/:id/chat/:seq", async (req, res) => {
    res.locals.json = true;
    res.json(await chats.edit(visitorOf(req), req.params.id, chatInput(req)));
  });

  router.delete("/room/:id/chat/:seq", async (req, res) => {
    res.locals.json = true;
    res.json(await chats.remove(visitorOf(req), req.params.id, chatInput(req)));
  });

  router.post("/room/:id/chat/:seq/edit", async (req, res) => {
    await orShowDraft(services, req, res, async () => {
      const chat = await chats.edit(visitorOf(req), req.params.id, chatInput(req));
      sendOrRedirect(req, res, chat, toPlace(chat.room, chat.seq));
    });
  });

  router.post("/room/:id/chat/:seq/react", async (req, res) => {
    const place = toSeq(req.params.seq);
    if (place) res.locals.back = toPlace(encodeURIComponent(req.params.id), place);
    const chat = await chats.react(visitorOf(req), req.params.id, chatInput(req));
    sendOrRedirect(req, res, chat, toPlace(chat.room, chat.seq));
  });

  router.post("/room/:id/chat/:seq/delete", async (req, res) => {
    const chat = await chats.remove(visitorOf(req), req.params.id, chatInput(req));
    sendOrRedirect(req, res, chat, toPlace(chat.room, chat.seq));
  });

  return router;
}

async function orShowDraft(
  services: Services,
  req: Request<{ id: string; seq?: string }>,
  res: Response,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isShownInPage(req, res, error) || !keepsDraft(error)) throw error;
    res.locals.refused = error.code;
    const draft = {
      ...{ chat: typedChat(req), error: errorText(req, error.code), seq: editedSeq(req) },
      ...(error.code !== "BAD_REPLY" && { replyTo: repliedSeq(req) }),
    };
    await showRoom(services, req, res.status(error.status), draft);
  }
}

const editedSeq = ({ params: { seq } }: Request): number | undefined => toSeq(seq);

const repliedSeq = ({ body }: Pick<Request, "body">): number | undefined =>
  toSeq((body as { replyTo?: unknown } | undefined)?.replyTo);

const toSeq = (value: unknown): number | undefined =>
  /^[1-9]\d{0,9}$/.test(String(value)) ? Number(value) : undefined;

const keepsDraft = ({ status, code }: Refusal): boolean =>
  status === 422 || code === "SLOW_MODE" || code === "READ_ONLY";

function typedChat(req: Pick<Request, "body">): string {
  const typed = (req.body as { chat?: unknown } | undefined)?.chat;
  return typeof typed === "string" ? typed : "";
}

/** The path decides which chat, whatever number the body holds. */
const chatInput = (req: Request) => ({ ...(req.body as object | undefined), seq: req.params.seq });
