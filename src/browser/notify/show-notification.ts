import { pageData } from "../room/page-data.js";
import { isSoundOn } from "./choices.js";

const TAG = `room:${pageData.room}`;

let own: Notification | undefined;

let queue = Promise.resolve();

export const showNotification = (body: string, options: { isNew: boolean }): void =>
  enqueue(() => show(body, options));

export const closeNotification = (): void => enqueue(close);

/** One after the other, so that closing also closes what was about to be shown. */
function enqueue(act: () => Promise<void>): void {
  queue = queue.then(act, act);
}

async function show(body: string, { isNew }: { isNew: boolean }): Promise<void> {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const options: NotificationOptions & { renotify: boolean } = {
    body,
    tag: TAG,
    renotify: isNew,
    // The page's own sound is enough.
    silent: isSoundOn() || !isNew,
    lang: document.documentElement.lang,
    icon: "/icons/icon-192.png",
    badge: "/icons/badge-96.png",
    data: { path: location.pathname },
  };
  // Chrome on Android shows notifications of workers alone.
  const registration = await findRegistration();
  if (!isNew && !own && !(await findShown(registration)).length) return;
  if (registration) await registration.showNotification(pageData.title, options);
  else showOwn(options);
}

async function close(): Promise<void> {
  own?.close();
  own = undefined;
  for (const notification of await findShown(await findRegistration())) notification.close();
}

const findShown = async (registration: ServiceWorkerRegistration | undefined): Promise<Notification[]> =>
  (await registration?.getNotifications({ tag: TAG })) ?? [];

function showOwn(options: NotificationOptions): void {
  const shown = new Notification(pageData.title, options);
  own = shown;
  shown.addEventListener("click", () => {
    window.focus();
    shown.close();
  });
  shown.addEventListener("close", () => {
    if (own === shown) own = undefined;
  });
}

/** Without storage for this site, browsers refuse to look. */
const findRegistration = async (): Promise<ServiceWorkerRegistration | undefined> => {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  return registration?.active ? registration : undefined;
};
