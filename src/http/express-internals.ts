// All that relies on undocumented parts of Express, express-session and Node. After an update, run the tests named here.
import type { Request, RequestHandler, Response, Router } from "express";

const LINGER_MS = 5000;

// Replaces `res.end` around the `res.end` of express-session 1.19.0, which sends all but the last byte and only then
// stores the session: a client could follow a redirect too early. Test: sessions, "stored before anything is answered".
export function holdUntilSessionStored(loadSession: RequestHandler): RequestHandler {
  return (req, res, next) => {
    beforeEnd(res, () => res.uncork());
    loadSession(req, res, (error) => {
      beforeEnd(res, () => {
        res.cork();
        // All that is left is to wait for the store.
        res.emit("turnEnd");
      });
      next(error);
    });
  };
}

// Replaces `res.end`, because on a lost connection Node 20 never emits "finish", and emits "close" while the handler
// still writes to the database. Test: lost-requests, "shutdown waits for a request whose client has gone".
export const answered = (res: Response): Promise<void> => new Promise((resolve) => beforeEnd(res, resolve));

function beforeEnd(res: Response, act: () => void): void {
  const { end } = res;
  res.end = (...args: unknown[]) => {
    act();
    return Reflect.apply(end, res, args);
  };
}

// Replaces `socket.destroySoon`, which Node's http calls after an answer with `Connection: close`: while the client is
// still sending, it resets the connection, and the client loses the answer. Test: too-large, "far too large".
export function lingerBeforeClose(req: Request, res: Response): void {
  const { socket } = req;
  if (!res.headersSent) res.set("Connection", "close");
  req.resume();
  const destroyLate = () => {
    const timeout = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(timeout)).end();
  };
  if (res.writableFinished) destroyLate();
  else socket.destroySoon = destroyLate;
}

interface Layer {
  route?: { path: string | string[] | RegExp; methods: Record<string, boolean> };
  match(path: string): boolean;
}

// Reads `router.stack` of Express 5.3.0 (router 2.3.0), which answers 404 to other methods and has no public way to
// ask which ones a path takes. Test: methods, "a known path says which methods it takes".
export function methodsAt(routers: readonly Router[], path: string): Set<string> {
  const layers = routers.flatMap((router) => router.stack as unknown as Layer[]);
  const routes = layers.flatMap((layer) => (layer.route && layer.match(path) ? [layer.route] : []));
  const methods = new Set(routes.flatMap((route) => Object.keys(route.methods)));
  if (methods.has("get")) methods.add("head");
  return methods;
}

// Reads the same, for the table of the protocol. Test: protocol/description/routes.
export function routesOf(routers: readonly Router[]): string[] {
  const layers = routers.flatMap((router) => router.stack as unknown as Layer[]);
  return layers.flatMap(({ route }) =>
    [route?.path ?? []]
      .flat()
      .flatMap((path) => Object.keys(route!.methods).map((method) => `${method.toUpperCase()} ${path}`)),
  );
}
