import type { RequestHandler } from "express";
import staticGzip from "express-static-gzip";
import { publicDir } from "../rendering/nunjucks.js";

const NAMED_BY_CONTENT_HASH = /[\\/](?:css|js)[\\/]/;

export function staticAssets(): RequestHandler {
  return staticGzip(publicDir, {
    enableBrotli: true,
    orderPreference: ["br", "gzip"],
    index: false,
    serveStatic: {
      setHeaders: (res, file) => {
        const policy = NAMED_BY_CONTENT_HASH.test(file) ? "max-age=31536000, immutable" : "max-age=3600";
        res.setHeader("Cache-Control", `public, ${policy}`);
      },
    },
  });
}
