import type { Request, RequestHandler, Response } from "express";
import morgan from "morgan";
import { type AddressDetail, loggedAddress } from "../../lib/logging/logged-address.js";
import { isReportPath, loggedPath } from "../../lib/logging/logged-path.js";

/** One JSON object per line, so that nothing a visitor sends can forge another entry or field. */
export function accessLog(addresses: AddressDetail): RequestHandler {
  const log = morgan<Request, Response>((tokens, req, res) => {
    const isReport = isReportPath(req.originalUrl);
    return JSON.stringify({
      at: tokens.date?.(req, res, "iso"),
      id: res.locals.requestId,
      from: isReport ? undefined : loggedAddress(req.ip, addresses),
      did: `${req.method} ${loggedPath(req.originalUrl)}`,
      status: res.statusCode,
      bytes: req.socket.bytesWritten - res.locals.writtenBefore,
      ms: Math.round(Number(tokens["response-time"]?.(req, res)) || 0),
      agent: isReport ? undefined : req.get("user-agent")?.slice(0, 200),
    });
  });
  return (req, res, next) => {
    res.locals.writtenBefore = req.socket.bytesWritten;
    log(req, res, next);
  };
}
