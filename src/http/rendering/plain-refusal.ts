import type { Request, Response } from "express";
import { type Code, Refusal } from "../../services/index.js";
import { wantsJson } from "../request.js";
import { errorText } from "./render-page.js";

/** For refusals that come in floods or before a request has its turn: a page would cost as much as what is refused. */
export function sendPlainRefusal(req: Request, res: Response, code: Code): void {
  const { status } = new Refusal(code);
  const message = errorText(req, code);
  res.locals.refused = code;
  res.status(status).set("Cache-Control", "no-store").vary("Accept, Accept-Language");
  if (wantsJson(req, res)) res.json({ error: { code, message } });
  else res.type("text").send(message);
}
