import type { Request, Response } from "express";
import morgan from "morgan";

/** One JSON object a line: nothing that a visitor sends can look like another entry, or another field of this one. */
export const accessLog = () =>
  morgan<Request, Response>((tokens, req, res) =>
    JSON.stringify({
      at: tokens.date?.(req, res, "iso"),
      from: req.ip,
      did: `${req.method} ${req.originalUrl}`,
      status: res.statusCode,
      bytes: Number(res.getHeader("content-length")) || undefined,
      ms: Math.round(Number(tokens["response-time"]?.(req, res)) || 0),
      agent: req.get("user-agent")?.slice(0, 200),
    }),
  );
