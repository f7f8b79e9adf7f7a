import type { RequestHandler } from "express";
import type { Services } from "../../services/index.js";
import { answered } from "../express-internals.js";

/** Shutdown waits for each request until it is answered, because its handler may be writing to the database. */
export function trackRequest(services: Services): RequestHandler {
  return (_req, res, next) =>
    services.track(() => {
      const done = answered(res);
      next();
      return done;
    });
}
