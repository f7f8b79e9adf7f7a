import type { RequestHandler } from "express";
import type { Limiter } from "../../services/index.js";
import { addressOf } from "../request.js";

export function limitRequests(limiter: Limiter): RequestHandler {
  return async (req, _res, next) => {
    await limiter.allow("request", addressOf(req));
    next();
  };
}
