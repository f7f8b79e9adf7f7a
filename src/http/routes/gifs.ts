import { type RequestHandler, Router } from "express";
import type { Services } from "../../services/index.js";
import { addressOf, visitorOf, wantsJson } from "../request.js";
import { withUpload } from "../uploads/receive-gif.js";
import { sendPicture } from "./pictures.js";

/** Sending a picture. Whether it may be sent is settled before the first byte is kept. */
export function uploadRoutes({ gifs }: Services, receive: RequestHandler): Router {
  const router = Router();
  const expect: RequestHandler = async (req, res, next) => {
    res.locals.back = `/room/${encodeURIComponent(String(req.params.id))}`;
    await gifs.expect(visitorOf(req), req.params.id, addressOf(req));
    next();
  };
  router.post("/room/:id/gif", expect, receive, async (req, res) => {
    const chat = await withUpload(req, (file) =>
      gifs.share(visitorOf(req), String(req.params.id), file, req.body),
    );
    if (wantsJson(req, res)) res.status(201).json(chat);
    else res.redirect(303, `/room/${chat.room}`);
  });
  return router;
}

/** Looking at one. It makes no session. */
export function pictureRoutes({ gifs }: Services): Router {
  const router = Router();
  router.get("/gif/:room/:file", async (req, res) => {
    const { room, file } = req.params;
    await sendPicture(req, res, await gifs.find(req.session.visitor, room, file));
  });
  return router;
}
