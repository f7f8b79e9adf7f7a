import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from "express";
import { type HookSpeaker, Refusal, type Services } from "../../services/index.js";
import { readBody } from "../middleware/read-body.js";
import { addressOf, leftSignal } from "../request.js";
import { mayHoldFile, withUpload } from "../uploads/receive-gif.js";

/** Programs read the answer, whatever `Accept` they send. Also of what is refused before the hook is looked for. */
export function hookAnswers(): Router {
  return Router().use("/hook", (_req, res, next) => {
    res.locals.json = true;
    next();
  });
}

/** The token in the path is the only right: no session is read or begun. */
export function hookMessageRoutes({ hooks, gifs, chats }: Services, receive: RequestHandler[]): Router {
  const router = Router();
  const [readText, readUpload] = [readBody(), Router().use(receive)];
  const speaker = (res: Response): HookSpeaker => res.locals.hook;

  const find: RequestHandler = async (req, res, next) => {
    res.set("Cache-Control", "no-store");
    res.locals.hook = await hooks.find(req.params.token, addressOf(req));
    const { room, address } = speaker(res);
    if (isMultipart(req)) await gifs.assertMayUpload(room, address, { mayHoldFile: mayHoldFile(req) });
    next();
  };

  const read: RequestHandler = (req, res, next) =>
    isMultipart(req) ? readUpload(req, res, next) : readText(req, res, next);

  const send: RequestHandler = async (req, res) => {
    const by = speaker(res);
    const chat = await withUpload(req, (file) => {
      const hasText = (req.body as { chat?: unknown } | undefined)?.chat !== undefined;
      // Neither is left out silently.
      if (hasText && file) throw new Refusal("BAD_INPUT");
      const isPicture = !hasText && isMultipart(req);
      if (isPicture) return gifs.send(by, by.room, file, req.body, leftSignal(res));
      return chats.sender.send(by, by.room, req.body);
    });
    hooks.noteUse(by);
    res.status(201).json(chat);
  };

  router.post("/hook/:token", find, read, send);
  return router.use("/hook", asHookRefusal);
}

const isMultipart = (req: Request): boolean => Boolean(req.is("multipart/*"));

/** Also when the room ends at this moment. */
const asHookRefusal: ErrorRequestHandler = (error, _req, _res, next) =>
  next(error instanceof Refusal && error.code === "ROOM_NOT_FOUND" ? new Refusal("HOOK_NOT_FOUND") : error);
