import { sweepTrays } from "../../gifs/tray/sweep-trays.js";
import { sweepDrafts } from "../../maker/drafts/sweep-drafts.js";
import { peekShare } from "../waiting-share.js";
import { focusRoom } from "./focus-room.js";
import { receiveShare } from "./receive-share.js";
import { answerFromCache, answerFromNetwork, isCached, keepShell, removeOldShells } from "./shell.js";

declare const self: ServiceWorkerGlobalScope;

// It keeps files that are the same for everybody and the page "offline", never a page, JSON or picture of a room.
// So a new version may take over at once: what an older page asks for goes to the network. Without navigation preload,
// which would ask twice for what is left alone below.
self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(removeOldShells().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === "/share") event.respondWith(receiveShare(request));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") {
    // A worker's request for a framed page would not show that it is for a frame.
    if (request.destination === "document" && isPage(pathname)) event.respondWith(answerFromNetwork(event));
  } else if (isCached(pathname)) event.respondWith(answerFromCache(request));
});

/** The server checks how transcripts and pages with tokens are asked for, which a worker may change. */
const isPage = (pathname: string): boolean =>
  !/^\/(?:gif|js|css|icons|socket\.io|i|along)\/|\/transcript$|\.[a-z]+$/.test(pathname);

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(focusRoom(event.notification.data?.path));
});

// Shares, trays and drafts that no page came for are deleted when the worker starts for something else. A browser that
// forbids its database has none of them.
for (const sweep of [peekShare, sweepTrays, sweepDrafts]) sweep().catch(() => undefined);
