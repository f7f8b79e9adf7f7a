import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { Request } from "express";

export interface MonitorAccess {
  readonly token: string | undefined;
  /** With a trusted proxy on this machine, every request of the world comes from loopback. */
  readonly hasProxy: boolean;
}

export const mayMonitor = (req: Request, { token, hasProxy }: MonitorAccess): boolean =>
  hasToken(req, token) || (!hasProxy && isLocalRequest(req));

/** Compares digests, so that the response time reveals neither the token's length nor a prefix of it. */
function hasToken(req: Request, token: string | undefined): boolean {
  const [, given] = /^Bearer +(\S+)$/i.exec(req.get("authorization") ?? "") ?? [];
  return token !== undefined && given !== undefined && timingSafeEqual(digest(token), digest(given));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const PROXY_HEADERS = /^(?:x-forwarded|forwarded$|via$|x-real-ip$|x-client-ip$|true-client-ip$|cf-)/i;

// Behind a local proxy every request comes from loopback, so any proxy header refuses it; visitors can forge those.
// Other proxies and DNS rebinding keep a foreign Host; nginx before 1.29.7, unconfigured, speaks HTTP/1.0. Headers that
// were dropped on the way here are in `rawHeaders`.
function isLocalRequest(req: Request): boolean {
  const local = isLoopback(req.socket.remoteAddress ?? "") && isLoopback(hostname(req.headers.host));
  const proxied =
    req.httpVersion === "1.0" || req.rawHeaders.some((text, i) => i % 2 === 0 && PROXY_HEADERS.test(text));
  return local && !proxied;
}

function isLoopback(host: string): boolean {
  const address = host.replace(/^::ffff:/, "");
  return host === "localhost" || host === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

const hostname = (host = ""): string =>
  host
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();
