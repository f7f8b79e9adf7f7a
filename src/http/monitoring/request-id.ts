import type { RequestHandler } from "express";
import { randomId } from "../../lib/random-id.js";

/** Anything else could forge parts of a log line. */
const FORM = /^[\w.-]{1,64}$/;

type Trust = (address: string | undefined, hop: number) => boolean;

/** Joins the lines of this server's two logs, the proxy's and what the visitor is shown. */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.headers["x-request-id"];
  const trusts: Trust = req.app.get("trust proxy fn");
  const isTaken = typeof given === "string" && FORM.test(given) && trusts(req.socket.remoteAddress, 0);
  const id = isTaken ? given : randomId();
  res.locals.requestId = id;
  res.setHeader("X-Request-Id", id);
  next();
};
