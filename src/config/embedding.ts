import { ConfigError, type Env } from "./readers.js";

const MAX_ORIGINS = 20;
const HOST = /^(?:[a-z0-9_-]+\.)*[a-z0-9_-]+$|^\[::1\]$/;
const LOCAL_HOST = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;

/** The origins whose pages may show rooms in frames. */
export function embedOrigins(env: Env, publicOrigin: string | undefined): readonly string[] {
  const parts = (env.EMBED_ORIGINS ?? "").split(/[\s,]+/).filter(Boolean);
  if (!parts.length) return [];
  if (parts.length > MAX_ORIGINS)
    throw new ConfigError(`EMBED_ORIGINS may name at most ${MAX_ORIGINS} origins, not ${parts.length}`);
  // The frame's cookie is Secure, so browsers keep it on such a site alone.
  if (!publicOrigin || !isSafe(new URL(publicOrigin)))
    throw new ConfigError(
      "EMBED_ORIGINS needs a PUBLIC_URL that begins with https, or with http://localhost for development",
    );
  return [...new Set(parts.map(toOrigin))];
}

function toOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The host is checked too, since browsers' URLs may hold a * or ; that would change the policy that names them.
  if (!url || url.href !== `${url.origin}/` || !HOST.test(url.hostname) || !isSafe(url))
    throw new ConfigError(
      `EMBED_ORIGINS must list origins such as https://www.example.org, with commas between, not "${text}"`,
    );
  return url.origin;
}

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === "https:" || (protocol === "http:" && LOCAL_HOST.test(hostname));
