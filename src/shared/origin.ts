interface Headers {
  host?: string;
  origin?: string;
  referer?: string;
  "sec-fetch-site"?: string;
  "user-agent"?: string;
}

/**
 * Whether a request that changes something, or opens a connection, was made by a page of this site.
 *
 * Browsers say so in two headers that no page can forge, and each that is there must agree. A sibling domain
 * ("same-site") is another site. A request with neither comes from a program, which carries no cookies of an
 * unsuspecting visitor; one with neither that calls itself a browser is refused.
 */
export function isOwnOrigin(headers: Headers, publicOrigin: string | undefined): boolean {
  const { origin, referer } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (origin !== undefined) return isOwn(origin, headers, publicOrigin);
  if (site !== undefined) return true;
  if (referer !== undefined) return isOwn(referer, headers, publicOrigin);
  return !/^mozilla\//i.test(headers["user-agent"] ?? "");
}

function isOwn(url: string, { host }: Headers, publicOrigin: string | undefined): boolean {
  if (!URL.canParse(url)) return false; // also "null", which sandboxed pages send
  const own = new URL(url);
  // Without PUBLIC_URL the scheme is not compared: behind a proxy that is not trusted nobody knows the visitor's.
  return publicOrigin
    ? own.origin === publicOrigin
    : own.host === host?.toLowerCase() && /^https?:$/.test(own.protocol);
}
