import type { RequestHandler } from "express";
import staticGzip from "express-static-gzip";
import { publicDir } from "../rendering/nunjucks.js";

/** The build puts a content hash into these names, so these files never change. */
const HASHED = /[\\/](?:css|js)[\\/]/;

export function staticAssets(): RequestHandler {
  return staticGzip(publicDir, {
    enableBrotli: true,
    orderPreference: ["br", "gzip"],
    index: false,
    serveStatic: {
      setHeaders: (res, file) => {
        const policy = HASHED.test(file) ? "max-age=31536000, immutable" : "max-age=3600";
        res.setHeader("Cache-Control", `public, ${policy}`);
      },
    },
  });
}
