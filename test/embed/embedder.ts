import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll } from "vitest";
import { freePort } from "../support/process.js";
import { useServer } from "../support/server.js";

const [CHAT_PORT, OTHER_PORT] = [await freePort(), await freePort()];

/** Browsers take localhost for as safe as https. */
export const CHAT = `http://localhost:${CHAT_PORT}`;
export const toOrigin = (host: string): string => `http://${host}:${OTHER_PORT}`;

/** A server whose rooms these hosts may show in frames. */
export const useEmbeddedChat = (hosts: string[], env: Record<string, string> = {}) =>
  useServer({
    ...{ PORT: String(CHAT_PORT), PUBLIC_URL: CHAT, EMPTY_ROOM_GRACE_MS: "60000" },
    ...{ EMBED_ORIGINS: hosts.map(toOrigin).join(", "), ...env },
  });

const toPage = (url: string, referrer: string) => `<!doctype html>
<html lang="en" style="color-scheme: light dark; background: light-dark(#eef, #223)">
  <meta name="viewport" content="width=device-width">
  <link rel="icon" href="data:,">
  <title>Another site</title>
  <iframe src="${url}" title="Chat" referrerpolicy="${referrer}" allow="camera; clipboard-write"
    style="border: 0; width: calc(100vw - 16px); height: calc(100dvh - 20px)"></iframe>
</html>`;

/** Other sites: a page at any name of this machine that frames a URL. */
export function useOtherSites(): (host: string, framed: string, referrer?: string) => string {
  const server = createServer(({ url = "" }, res) => {
    const { framed = "", referrer = "" } = Object.fromEntries(new URL(url, CHAT).searchParams);
    res.setHeader("content-type", "text/html; charset=utf-8");
    res.end(toPage(framed, referrer));
  });
  beforeAll(() => once(server.listen(OTHER_PORT), "listening"));
  afterAll(() => void server.close().closeAllConnections());
  return (host, framed, referrer = "origin") =>
    `${toOrigin(host)}/?${new URLSearchParams({ framed, referrer })}`;
}
