import { type Request, Router } from "express";
import type { Environment } from "nunjucks";
import type { SiteSettings } from "../../config/site.js";
import { translator } from "../../shared/i18n/index.js";
import { isLanguage, type Language, languageTable } from "../../shared/i18n/languages.js";
import { faceQuery } from "../face/face-routes.js";
import { langOf } from "../request.js";
import { toManifest } from "./manifest.js";

/** Browsers keep the offline page, so it must show no visitor. */
const NOBODY = { id: "nobody", color: "#5a7ad8", name: "" };

/** Files that are the same for everybody with the same language, made at the first request. */
export function appFileRoutes(site: SiteSettings): Router {
  const router = Router();
  const pages = new Map<Language, string>();
  const renderOffline = (views: Environment, lang: Language): string =>
    views.render("offline.njk", { lang, me: NOBODY, site });

  router.get("/manifest.webmanifest", (req, res) => {
    const lang = languageOf(req);
    const manifest = toManifest(
      { name: site.name, face: faceQuery(site) },
      lang,
      languageTable[lang].dir,
      translator(lang),
    );
    res.vary("Accept-Language").set("Cache-Control", "public, max-age=3600");
    res.type("application/manifest+json").send(JSON.stringify(manifest));
  });

  router.get("/offline", (req, res) => {
    const lang = languageOf(req);
    const page = pages.get(lang) ?? renderOffline(req.app.get("nunjucksEnv"), lang);
    pages.set(lang, page);
    res.vary("Accept-Language").set("Cache-Control", "no-cache").type("html").send(page);
  });

  return router;
}

function languageOf(req: Request): Language {
  const { lang } = req.query;
  return typeof lang === "string" && isLanguage(lang) ? lang : langOf(req);
}
