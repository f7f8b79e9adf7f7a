interface Headers {
  host?: string;
  origin?: string;
  referer?: string;
  "sec-fetch-site"?: string;
  "user-agent"?: string;
}

// Prevents cross-site request forgery. Pages cannot forge these headers, so each that is present must name this site;
// a sibling domain ("same-site") is another site. Programs send none; a browser that sends none is refused.
export function isOwnOrigin(headers: Headers, publicOrigin: string | undefined): boolean {
  const { origin, referer } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (origin !== undefined) return isOwn(origin, headers, publicOrigin);
  if (site !== undefined) return true;
  if (referer !== undefined) return isOwn(referer, headers, publicOrigin);
  return !isBrowser(headers["user-agent"]);
}

export const isBrowser = (userAgent = ""): boolean => /^mozilla\//i.test(userAgent);

function isOwn(url: string, { host }: Headers, publicOrigin: string | undefined): boolean {
  if (!URL.canParse(url)) return false; // Sandboxed pages send "null".
  const own = new URL(url);
  // Without PUBLIC_URL the scheme is unknown: an untrusted proxy may have ended TLS.
  return publicOrigin
    ? own.origin === publicOrigin
    : own.host === host?.toLowerCase() && /^https?:$/.test(own.protocol);
}

/** `rawHeaders` has names and values in turn. Node's `headers` keep the first `Host` and drop the others. */
export function hasOneHost(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]!.toLowerCase() === "host") hosts++;
  return hosts <= 1;
}
