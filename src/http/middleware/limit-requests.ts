import type { RequestHandler } from "express";
import type { RateLimiter } from "../../services/index.js";
import { addressOf } from "../request.js";

export function limitRequests(limiter: RateLimiter): RequestHandler {
  return async (req, _res, next) => {
    await limiter.assertAddressAllowed("request", addressOf(req));
    next();
  };
}
