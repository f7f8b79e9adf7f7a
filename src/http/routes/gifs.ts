import { type RequestHandler, Router } from "express";
import type { Services } from "../../services/index.js";
import { backToRoom } from "../middleware/page-locals.js";
import { leftSignal, sendOrRedirect, visitorOf } from "../request.js";
import { mayHoldFile, withUpload } from "../uploads/receive-gif.js";

export function gifRoutes({ gifs }: Services, receive: RequestHandler[]): Router {
  const router = Router();
  const assertMayUpload: RequestHandler = async (req, res, next) => {
    res.locals.sendsGif = true;
    await gifs.assertMaySend(visitorOf(req), req.params.id, { mayHoldFile: mayHoldFile(req) });
    next();
  };
  const send: RequestHandler = async (req, res) => {
    const chat = await withUpload(req, (file) =>
      gifs.send(visitorOf(req), String(req.params.id), file, req.body, leftSignal(res)),
    );
    sendOrRedirect(req, res.status(201), chat, `/room/${chat.room}`);
  };
  router.post("/room/:id/gif", backToRoom, assertMayUpload, receive, send);
  return router;
}
