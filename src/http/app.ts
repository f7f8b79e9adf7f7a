import compression from "compression";
import flash from "connect-flash";
import cookieParser from "cookie-parser";
import express, { type Express, type RequestHandler, Router } from "express";
import helmet from "helmet";
import type { Config } from "../config.js";
import type { Limiter, Meter, Services } from "../services/index.js";
import type { Sessions } from "../session/index.js";
import { accessLog } from "./middleware/access-log.js";
import { answerErrors, notFound } from "./middleware/error-handler.js";
import { refuseMethod } from "./middleware/method-not-allowed.js";
import { refuseOtherSites } from "./middleware/same-origin.js";
import { assets } from "./middleware/static-assets.js";
import { underWay } from "./middleware/track-request.js";
import { installViews } from "./rendering/nunjucks.js";
import { chatRoutes } from "./routes/chats.js";
import { pictureRoutes, uploadRoutes } from "./routes/gifs.js";
import { lobbyRoutes } from "./routes/lobby.js";
import { countRefusals, type Figures, showMetrics } from "./routes/metrics.js";
import { roomRoutes, seatLate } from "./routes/rooms.js";
import { visitorRoutes } from "./routes/visitors.js";
import { receiveGif } from "./uploads/receive-gif.js";

export interface AppParts {
  config: Config;
  services: Services;
  limiter: Limiter;
  sessions: Sessions;
  temporaryDir: string;
  isHealthy: () => Promise<boolean>;
  metrics: Meter & Figures;
  report: (error: unknown) => void;
}

export function createApp(parts: AppParts): Express {
  const { config, services, sessions } = parts;
  const app = express();
  app.disable("x-powered-by").set("trust proxy", config.trustProxy);
  installViews(app);
  // For the room's script: how large a GIF may be, and how long an empty room waits.
  Object.assign(app.locals, { maxGifBytes: config.maxGifBytes, graceMs: config.emptyRoomGraceMs });
  app.use(headers(config));
  if (config.accessLog) app.use(accessLog());
  const state = health(parts.isHealthy);
  app.use(state, assets(), compression(), countRefusals(parts.metrics));
  app.use(underWay(services), holdBack(parts.limiter), refuseOtherSites(config.publicOrigin));
  app.use(showMetrics(parts.metrics, config.metricsToken));
  app.use(sessions.handle, flash(), cookieParser(), origin(config));
  app.post(["/room/:id/chat", "/room/:id/gif"], seatLate(services));
  const pictures = [
    pictureRoutes(services),
    uploadRoutes(services, receiveGif(parts.temporaryDir, config.maxGifBytes)),
  ];
  app.use(pictures);
  app.post("/room/:id/*action", comeBack);
  app.use(express.urlencoded({ extended: false, limit: "64kb" }), express.json({ limit: "64kb" }));
  const routes = [lobbyRoutes, roomRoutes, chatRoutes, visitorRoutes].map((of) => of(services));
  app.use(routes, refuseMethod([state, ...pictures, ...routes]));
  app.use(notFound, answerErrors(config.production, parts.report));
  return app;
}

function headers({ publicOrigin }: Config): RequestHandler {
  const self = ["'self'"];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        ...{ scriptSrc: self, styleSrc: self, connectSrc: self, formAction: self, manifestSrc: self },
        imgSrc: ["'self'", "blob:"],
        ...{ frameAncestors: ["'none'"], baseUri: ["'none'"] },
      },
    },
    // "no-referrer" would make browsers send `Origin: null` with our own forms.
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: publicOrigin?.startsWith("https:") ? undefined : false,
  });
}

function health(isHealthy: () => Promise<boolean>): Router {
  return Router().get("/health", async (_req, res) => {
    const ok = await isHealthy();
    res.status(ok ? 200 : 503).json({ ok });
  });
}

function holdBack(limiter: Limiter): RequestHandler {
  return async (req, _res, next) => {
    await limiter.allow("request", req.ip ?? "unknown");
    next();
  };
}

/** A form on a room's page that was filled in wrongly leads back to that page. */
const comeBack: RequestHandler = (req, res, next) => {
  res.locals.back = `/room/${encodeURIComponent(String(req.params.id))}`;
  next();
};

/** Where this site is, for links that others will follow. */
function origin({ publicOrigin }: Config): RequestHandler {
  return (req, res, next) => {
    res.locals.origin = publicOrigin ?? (req.host ? `${req.protocol}://${req.host}` : undefined);
    next();
  };
}
