import type { RequestHandler, Router } from "express";
import { Refusal } from "../../services/index.js";

/** What Express keeps for each route; its types leave out `match`. */
interface Layer {
  route?: { methods: Record<string, boolean> };
  match(path: string): boolean;
}

/** Comes after the routes: a path that is there, but not for this method, is told apart from one that is not there. */
export function refuseMethod(routers: Router[]): RequestHandler {
  const layers = routers.flatMap((router) => router.stack as unknown as Layer[]);
  return (req, res, next) => {
    const routes = layers.flatMap((layer) => (layer.route && layer.match(req.path) ? [layer.route] : []));
    if (!routes.length) return next();
    const methods = new Set(routes.flatMap((route) => Object.keys(route.methods)));
    if (methods.has("get")) methods.add("head");
    res.set("Allow", [...methods].join(", ").toUpperCase());
    throw new Refusal("METHOD_NOT_ALLOWED");
  };
}
