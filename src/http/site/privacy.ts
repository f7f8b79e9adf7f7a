import { Router } from "express";
import type { Config } from "../../config.js";
import { REPORT_DAYS } from "../../services/index.js";
import { SESSION_TTL_MS } from "../../session/index.js";
import type { PrivacyPage } from "../../shared/site-props.js";
import { renderPage } from "../rendering/render-page.js";
import { wantsJson } from "../request.js";

const DAY_MS = 24 * 3600_000;

/** Begins no session: who reads this may not want a cookie. */
export function privacyRoutes(config: Config): Router {
  const facts = toFacts(config);
  return Router().get("/privacy", (req, res) => {
    if (wantsJson(req, res)) res.json(facts);
    else renderPage(req, res, "privacy", { facts });
  });
}

const toFacts = (config: Config): PrivacyPage["facts"] => ({
  sessionDays: SESSION_TTL_MS / DAY_MS,
  framed: config.embedOrigins.length > 0,
  closedSeconds: Math.ceil(config.emptyRoomGraceMs / 1000),
  lostSeconds: Math.ceil(config.lostConnectionGraceMs / 1000),
  store: config.mongodbUri ? "database" : "embedded",
  pictures: config.uploadStore,
  redis: config.redisUrl !== undefined,
  limits: config.rateLimits,
  tor: config.onion !== undefined,
  reportDays: config.access.operatorToken === undefined ? null : REPORT_DAYS,
  log: config.logAddresses,
});
