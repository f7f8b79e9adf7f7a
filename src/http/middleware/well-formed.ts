import type { RequestHandler } from "express";
import { Refusal } from "../../services/index.js";
import { hasOneHost } from "../../shared/origin.js";
import { sendPlainRefusal } from "../rendering/plain-refusal.js";

/** Otherwise a proxy could use one `Host`, and the check of origins the other. */
export const oneHost: RequestHandler = (req, res, next) =>
  hasOneHost(req.rawHeaders) ? next() : sendPlainRefusal(req, res, "BAD_REQUEST");

export const decodablePath: RequestHandler = (req, _res, next) => {
  try {
    decodeURIComponent(req.path);
  } catch {
    throw new Refusal("BAD_REQUEST");
  }
  next();
};
