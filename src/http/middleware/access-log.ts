import type { Request, RequestHandler, Response } from "express";
import morgan from "morgan";

/** Logs must not let their readers in, nor tell them what visitors search for. */
const redact = (url: string): string =>
  url.replace(/^\/(i|hook)\/[^/?]+/, "/$1/…").replace(/([?&]q=)[^&]*/g, "$1…");

/** One JSON object per line, so that nothing a visitor sends can forge another entry or field. */
export function accessLog(): RequestHandler {
  const log = morgan<Request, Response>((tokens, req, res) =>
    JSON.stringify({
      at: tokens.date?.(req, res, "iso"),
      from: req.ip,
      did: `${req.method} ${redact(req.originalUrl)}`,
      status: res.statusCode,
      bytes: req.socket.bytesWritten - res.locals.writtenBefore,
      ms: Math.round(Number(tokens["response-time"]?.(req, res)) || 0),
      agent: req.get("user-agent")?.slice(0, 200),
    }),
  );
  return (req, res, next) => {
    res.locals.writtenBefore = req.socket.bytesWritten;
    log(req, res, next);
  };
}
