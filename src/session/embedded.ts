import type { IncomingMessage } from "node:http";

const OWN = /(?:^|;\s*)gif-chat=/;
const EMBEDDED = /(?:^|;\s*)gif-chat-embed=/;

/**
 * Whether a request belongs to the session of a frame in another site. Where browsers send `gif-chat`, that one holds. A
 * frame's session begins only when a listed site shows the frame; then it holds for what comes from the frame itself,
 * never for a picture or request of the site around it, nor for a page of its own tab. From another site a missing
 * referrer is as bad as a wrong one: any advertisement beside a frame can leave it out.
 */
export function isEmbedded({ headers }: IncomingMessage, origins: ReadonlySet<string>): boolean {
  const { cookie = "", referer = "" } = headers;
  const { "sec-fetch-site": site, "sec-fetch-dest": destination } = headers;
  if (!origins.size || OWN.test(cookie) || destination === "document") return false;
  if (site === "cross-site") return isFrame(destination) && origins.has(originOf(referer));
  return site !== "same-site" && EMBEDDED.test(cookie);
}

const isFrame = (destination: unknown): boolean => destination === "iframe" || destination === "frame";

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : "");
