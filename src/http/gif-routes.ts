import { type RequestHandler, type Response, Router } from "express";
import type { Picture } from "../services/gifs.js";
import { Refusal, type Services } from "../services/index.js";
import { addressOf, visitorOf, wantsJson } from "./request.js";
import { withUpload } from "./upload.js";

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
    await send(res, await gifs.find(req.session.visitor, room, file));
  });
  return router;
}

/** As inert as a file can be: even one that got past all checks runs nothing and tells no other site a thing. */
async function send(res: Response, { path, type, secret }: Picture): Promise<void> {
  // Set with the file alone: an answer that says it is gone must not be kept for a year.
  const headers = {
    "Content-Type": type,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": `${secret ? "private" : "public"}, max-age=31536000, immutable`,
  };
  await new Promise<void>((resolve, reject) => {
    res.sendFile(path, { cacheControl: false, dotfiles: "allow", headers }, (error?: SendError) => {
      if (!error || error.code === "ECONNABORTED" || error.code === "EPIPE") return resolve();
      if (error.status !== 416) return reject(error.code === "ENOENT" ? new Refusal("NOT_FOUND") : error);
      for (const name of ["Content-Type", "ETag", "Last-Modified"]) res.removeHeader(name);
      res
        .set({ ...error.headers, "Cache-Control": "no-store" })
        .status(416)
        .end();
      resolve();
    });
  });
}

type SendError = NodeJS.ErrnoException & { status?: number; headers?: Record<string, string> };
