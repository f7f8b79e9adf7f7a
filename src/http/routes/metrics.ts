import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import { type Request, type RequestHandler, Router } from "express";
import { type Meter, Refusal } from "../../services/index.js";

export interface Figures {
  readonly type: string;
  text(): Promise<string>;
}

/** Counts each answer that refuses, whether it is an error, a form shown again or a message on another page. */
export function countRefusals(meter: Meter): RequestHandler {
  return (_req, res, next) => {
    res.once("finish", () => {
      if (res.locals.refused) meter.refused(res.locals.refused);
    });
    next();
  };
}

export function showMetrics(figures: Figures, token: string | undefined): RequestHandler {
  // At this very address: what is spelt otherwise would get past a proxy that keeps it to itself.
  return Router({ caseSensitive: true, strict: true }).get("/metrics", async (req, res) => {
    if (!knows(token, req) && !isFromHere(req)) throw new Refusal("NOT_ALLOWED");
    res.set({ "Cache-Control": "no-store", "Content-Type": figures.type }).send(await figures.text());
  });
}

/** Compared as digests, so that the time it takes tells neither the length nor a beginning. */
function knows(token: string | undefined, req: Request): boolean {
  const [, given] = /^Bearer +(\S+)$/i.exec(req.get("authorization") ?? "") ?? [];
  return token !== undefined && given !== undefined && timingSafeEqual(digest(token), digest(given));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** What proxies add to what they pass on. */
const PASSED_ON = /^(?:x-forwarded|forwarded$|via$|x-real-ip$|x-client-ip$|true-client-ip$|cf-)/;

/**
 * Asked on this machine, for this machine, by nobody's proxy. Behind a proxy every request comes from loopback, and
 * what its headers say of the visitor may be the visitor's own words: so any such header is one too many. A proxy
 * that adds none passes on the name that it was asked for, as does a page whose name was made to lead here; and nginx,
 * told nothing, does neither, but speaks HTTP/1.0 until 1.29.7: so the README asks for the name to be passed on.
 */
function isFromHere(req: Request): boolean {
  const local = isLoopback(req.socket.remoteAddress ?? "") && isLoopback(nameOf(req.headers.host));
  return local && req.httpVersion !== "1.0" && !Object.keys(req.headers).some((name) => PASSED_ON.test(name));
}

function isLoopback(host: string): boolean {
  const address = host.replace(/^::ffff:/, "");
  return host === "localhost" || host === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

const nameOf = (host = ""): string =>
  host
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();
