import type { RequestHandler } from "express";
import { Refusal } from "../../services/index.js";
import { hasOneHost } from "../../shared/origin.js";
import { sendPlainRefusal } from "../rendering/plain-refusal.js";

/** A proxy may go by one `Host` and this server by the other, which decides whose pages may send forms. */
export const oneHost: RequestHandler = (req, res, next) =>
  hasOneHost(req.rawHeaders) ? next() : sendPlainRefusal(req, res, "BAD_REQUEST");

/** Refuses `/%`, on which routers and libraries throw errors of their own. */
export const decodablePath: RequestHandler = (req, _res, next) => {
  try {
    decodeURIComponent(req.path);
  } catch {
    throw new Refusal("BAD_REQUEST");
  }
  next();
};
