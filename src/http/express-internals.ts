/*
 * Everything that reaches behind the documented API of Express and express-session. After an update of either, run
 * the tests named here.
 */
import type { RequestHandler, Response, Router } from "express";

/**
 * Sends nothing of a response until its session is stored. express-session 1.19.0 sends all but the last byte first
 * and stores then, so a client could follow a redirect before its session exists. Replaces `res.end` outside and
 * inside of the one that express-session puts there. Test: sessions, "a session is stored before anything is answered".
 */
export function holdUntilSessionStored(loadSession: RequestHandler): RequestHandler {
  return (req, res, next) => {
    beforeEnd(res, () => res.uncork());
    loadSession(req, res, (error) => {
      beforeEnd(res, () => res.cork());
      next(error);
    });
  };
}

/**
 * Resolves when a handler has answered, even if the connection is gone. Node 20 emits "close" too early then, while
 * the handler still uses the database, and "finish" never. Replaces `res.end`. Test: ending, "SIGTERM answers …".
 */
export const answered = (res: Response): Promise<void> => new Promise((resolve) => beforeEnd(res, resolve));

function beforeEnd(res: Response, act: () => void): void {
  const { end } = res;
  res.end = (...args: unknown[]) => {
    act();
    return Reflect.apply(end, res, args);
  };
}

interface Layer {
  route?: { methods: Record<string, boolean> };
  match(path: string): boolean;
}

/**
 * The methods that some route takes at this path. Express 5.3.0 (router 2.3.0) answers 404 to the others and has no
 * public way to ask. Reads `router.stack`. Test: methods, "says what it takes when it is asked for something else".
 */
export function methodsAt(routers: readonly Router[], path: string): Set<string> {
  const layers = routers.flatMap((router) => router.stack as unknown as Layer[]);
  const routes = layers.flatMap((layer) => (layer.route && layer.match(path) ? [layer.route] : []));
  const methods = new Set(routes.flatMap((route) => Object.keys(route.methods)));
  if (methods.has("get")) methods.add("head");
  return methods;
}
