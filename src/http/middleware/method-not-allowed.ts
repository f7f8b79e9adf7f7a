import type { RequestHandler, Router } from "express";
import { Refusal } from "../../services/index.js";
import { methodsAt } from "../express-internals.js";

/** Answers 405 instead of 404 where a path exists for other methods. Must come after the routes. */
export function methodNotAllowed(routers: readonly Router[]): RequestHandler {
  return (req, res, next) => {
    const methods = methodsAt(routers, req.path);
    if (!methods.size) return next();
    res.set("Allow", [...methods].join(", ").toUpperCase());
    throw new Refusal("METHOD_NOT_ALLOWED");
  };
}
