import { readdirSync } from "node:fs";
import path from "node:path";
import { type Request, type RequestHandler, Router } from "express";
import { Refusal } from "../../services/index.js";
import { sendFile } from "../ranges.js";
import { publicDir } from "../rendering/nunjucks.js";

const NAMED_BY_CONTENT_HASH = /^\/(?:css|js)\//;
const SERVICE_WORKER = "/sw.js";
const PACK = "/pack/";
const WORKER = /-worker-/;
/** Pages and workers need these; each script and style would be half a kilobyte larger with them. */
const HEADERS_OF_PAGES = [
  ...["Content-Security-Policy", "Cross-Origin-Opener-Policy", "Origin-Agent-Cluster", "Referrer-Policy"],
  ...[
    "Permissions-Policy",
    "X-DNS-Prefetch-Control",
    "X-Download-Options",
    "X-Frame-Options",
    "X-XSS-Protection",
  ],
  ...["X-Permitted-Cross-Domain-Policies", "X-Request-Id"],
];
const ENCODINGS = [
  { name: "br", extension: ".br" },
  { name: "gzip", extension: ".gz" },
] as const;

export function assetRoutes(): Router {
  const found = listFiles();
  const isCompressed = (name: string) => ENCODINGS.some(({ extension }) => name.endsWith(extension));
  const names = [...found].filter((name) => !isCompressed(name));
  const router = Router({ caseSensitive: true, strict: true });
  return router.get(anyOf(names), sendAsset(found));
}

function sendAsset(found: ReadonlySet<string>): RequestHandler {
  return async (req, res) => {
    const name = req.path;
    const cacheControl = name === SERVICE_WORKER ? "no-cache" : `public, ${policyOf(name)}`;
    if (NAMED_BY_CONTENT_HASH.test(name) && !WORKER.test(name))
      for (const header of HEADERS_OF_PAGES) res.removeHeader(header);
    const encodings = ENCODINGS.filter(({ extension }) => found.has(name + extension));
    if (encodings.length) res.vary("Accept-Encoding");
    const encoding = encodings.find((one) => req.acceptsEncodings(one.name));
    res.type(path.extname(name));
    if (encoding) res.set("Content-Encoding", encoding.name);
    const file = path.join(publicDir, name + (encoding?.extension ?? ""));
    try {
      await sendFile(req as Request, res, file, { "Cache-Control": cacheControl });
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === "ENOENT" ? new Refusal("NOT_FOUND") : error;
    }
  };
}

function policyOf(name: string): string {
  if (NAMED_BY_CONTENT_HASH.test(name)) return "max-age=31536000, immutable";
  // The next version may draw it anew.
  return name.startsWith(PACK) ? "max-age=86400, stale-while-revalidate=604800" : "max-age=3600";
}

function listFiles(): ReadonlySet<string> {
  const entries = readdirSync(publicDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Set(
    files.map(({ parentPath, name }) => {
      const relative = path.relative(publicDir, path.join(parentPath, name));
      return `/${relative.split(path.sep).join("/")}`;
    }),
  );
}

const anyOf = (names: string[]): RegExp =>
  new RegExp(`^(?:${names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|")})$`);
