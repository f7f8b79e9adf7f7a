import type { RequestHandler } from "express";
import packed from "express-static-gzip";
import { publicDir } from "../rendering/nunjucks.js";

/** What the build named by its content never changes, so whoever has it need not ask again. */
const NAMED_BY_CONTENT = /[\\/](?:css|js)[\\/]/;

/** Files for everybody, in the smallest form that the build made and the browser takes. */
export function assets(): RequestHandler {
  return packed(publicDir, {
    enableBrotli: true,
    orderPreference: ["br", "gzip"],
    index: false,
    serveStatic: {
      setHeaders: (res, file) => {
        const [age, more] = NAMED_BY_CONTENT.test(file) ? ["31536000", ", immutable"] : ["3600", ""];
        res.setHeader("Cache-Control", `public, max-age=${age}${more}`);
      },
    },
  });
}
