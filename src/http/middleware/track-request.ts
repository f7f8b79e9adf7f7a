import type { RequestHandler } from "express";
import type { Services } from "../../services/index.js";
import { answered } from "../express-internals.js";

export function trackRequest(services: Services): RequestHandler {
  return (_req, res, next) =>
    services.track(() => {
      const done = answered(res);
      next();
      return done;
    });
}
