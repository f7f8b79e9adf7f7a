import { type Request, Router } from "express";
import { Refusal, type Services } from "../../services/index.js";
import { errorText } from "../rendering/render-page.js";
import { visitorOf, wantsJson } from "../request.js";
import { showRoom } from "./rooms.js";

export function chatRoutes(services: Services): Router {
  const { chats } = services;
  const router = Router();

  router.post("/room/:id/chat", async (req, res) => {
    try {
      const chat = await chats.send(visitorOf(req), req.params.id, req.body);
      if (wantsJson(req, res)) res.status(201).json(chat);
      else res.redirect(303, `/room/${chat.room}`);
    } catch (error) {
      if (!isBadChat(error) || wantsJson(req, res)) throw error;
      res.locals.refused = error.code;
      const typed = (req.body as { chat?: unknown } | undefined)?.chat;
      const draft = { chat: typeof typed === "string" ? typed : "", error: errorText(req, error.code) };
      await showRoom(services, req, res.status(error.status), draft);
    }
  });

  router.get("/room/:id/chats", async (req, res) => {
    res.locals.json = true;
    res.set("Cache-Control", "private, no-store");
    res.json(await chats.page(visitorOf(req), req.params.id, req.query));
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
    const chat = await chats.edit(visitorOf(req), req.params.id, chatInput(req));
    if (wantsJson(req, res)) res.json(chat);
    else res.redirect(303, `/room/${chat.room}`);
  });

  router.post("/room/:id/chat/:seq/delete", async (req, res) => {
    const chat = await chats.remove(visitorOf(req), req.params.id, chatInput(req));
    if (wantsJson(req, res)) res.json(chat);
    else res.redirect(303, `/room/${chat.room}`);
  });

  return router;
}

const isBadChat = (error: unknown): error is Refusal => error instanceof Refusal && error.status === 422;

/** The number comes from the path alone. */
const chatInput = (req: Request) => ({ ...(req.body as object | undefined), seq: req.params.seq });
