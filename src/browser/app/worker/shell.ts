declare const self: ServiceWorkerGlobalScope;

declare const BUILD: {
  version: string;
  shell: string[];
  assets: string[];
  catalogues: Record<string, string>;
};

const PREFIX = "shell-";
/** The page registers the worker with its language; another language is another version. */
const lang = new URL(location.href).searchParams.get("lang") ?? "en";
const CACHE = `${PREFIX}${BUILD.version}-${lang}`;
const OFFLINE = `/offline?lang=${encodeURIComponent(lang)}`;
const cachedPaths = new Set([...BUILD.assets, ...BUILD.shell]);

export const isCached = (pathname: string): boolean => cachedPaths.has(pathname);

export async function keepShell(): Promise<void> {
  const catalogue = BUILD.catalogues[lang];
  const cache = await caches.open(CACHE);
  await cache.addAll([...BUILD.shell, ...(catalogue ? [catalogue] : [])]);
  await cache.add(new Request(OFFLINE, { cache: "reload" }));
}

export async function removeOldShells(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

export async function answerFromNetwork(event: FetchEvent): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(leaveIfUnwanted());
    return answer;
  } catch (error) {
    const offline = await caches.match(OFFLINE);
    if (!offline) throw error;
    return offline;
  }
}

/** Names with a hash never change their content. */
export async function answerFromCache(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200 && answer.type === "basic") await cache.put(request, answer.clone());
  return answer;
}

let hasAsked = false;

/** A server that has no worker any more, as after going back to an older version, is not served by this one. */
async function leaveIfUnwanted(): Promise<void> {
  if (hasAsked) return;
  hasAsked = true;
  const { status } = await fetch("/sw.js", { method: "HEAD", cache: "no-cache" });
  if (status === 404) await self.registration.unregister();
}
