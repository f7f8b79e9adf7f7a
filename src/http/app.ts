import compression from "compression";
import flash from "connect-flash";
import cookieParser from "cookie-parser";
import express, { type Express } from "express";
import type { Config } from "../config.js";
import type { LoadLimits } from "../lib/load/load-limits.js";
import type { MetricsRecorder, Proofs, RateLimiter, Services } from "../services/index.js";
import type { Sessions } from "../session/index.js";
import { holdUntilSessionStored } from "./express-internals.js";
import { appFileRoutes } from "./installed-app/app-files.js";
import { lostShareRoutes, sharePageRoutes } from "./installed-app/share.js";
import { accessLog } from "./middleware/access-log.js";
import { countRefusals } from "./middleware/count-refusals.js";
import { errorHandler, notFound } from "./middleware/error-handler.js";
import { limitRequests } from "./middleware/limit-requests.js";
import { methodNotAllowed } from "./middleware/method-not-allowed.js";
import { negotiated } from "./middleware/negotiated.js";
import { backToRoom, proofNeed, siteOrigin } from "./middleware/page-locals.js";
import { proofPage } from "./middleware/proof-page.js";
import { readBody } from "./middleware/read-body.js";
import { formOfTokenPage, sameOrigin } from "./middleware/same-origin.js";
import { permissionsPolicy, securityHeaders } from "./middleware/security-headers.js";
import { takePendingSeat } from "./middleware/take-pending-seat.js";
import { takeTurnToRead, takeTurnToWrite } from "./middleware/take-turn.js";
import { trackRequest } from "./middleware/track-request.js";
import { warnOfProxy } from "./middleware/warn-of-proxy.js";
import { decodablePath, oneHost } from "./middleware/well-formed.js";
import { useNunjucks } from "./rendering/nunjucks.js";
import { reportRoutes } from "./reports/report-routes.js";
import { assetRoutes } from "./routes/assets.js";
import { chatRoutes } from "./routes/chats.js";
import { gifRoutes } from "./routes/gifs.js";
import { handOverRoutes } from "./routes/hand-overs.js";
import { healthRoutes } from "./routes/health.js";
import { hostRoutes } from "./routes/hosts.js";
import { inviteRoutes } from "./routes/invites.js";
import { knockRoutes } from "./routes/knocks.js";
import { lobbyRoutes } from "./routes/lobby.js";
import { type MetricsSource, metricsRoutes } from "./routes/metrics.js";
import { pictureRoutes } from "./routes/pictures.js";
import { proofRoutes } from "./routes/proofs.js";
import { roomRoutes } from "./routes/rooms.js";
import { transcriptRoutes } from "./routes/transcripts.js";
import { visitorRoutes } from "./routes/visitors.js";
import { operatorRoutes } from "./site/operator/index.js";
import { privacyRoutes } from "./site/privacy.js";
import { banGate, siteGate, visitorRights } from "./site/site-gate.js";
import { siteRoutes } from "./site/site-routes.js";
import { receiveGif } from "./uploads/receive-gif.js";

/** The first looks at pages of the others. */
const serviceRoutes = [
  handOverRoutes,
  lobbyRoutes,
  roomRoutes,
  hostRoutes,
  inviteRoutes,
  knockRoutes,
  chatRoutes,
  reportRoutes,
  visitorRoutes,
  operatorRoutes,
];

interface AppContext {
  config: Config;
  services: Services;
  limiter: RateLimiter;
  proofs: Proofs;
  load: LoadLimits;
  sessions: Sessions;
  temporaryDir: string;
  isHealthy: () => Promise<boolean>;
  metrics: MetricsRecorder & MetricsSource;
  report: (error: unknown) => void;
}

export function createApp(context: AppContext): Express {
  const { config, services, sessions, metrics, proofs, load } = context;
  const { publicOrigin, maxGifBytes, lostConnectionGraceMs: graceMs } = config;
  const app = express();
  app.disable("x-powered-by").set("trust proxy", config.trustProxy);
  useNunjucks(app, { hasReports: config.access.operatorToken !== undefined });
  Object.assign(app.locals, { maxGifBytes, graceMs, site: config.site, hasLobby: config.access.lobby });
  app.locals.openRooms = config.access.openRooms;
  if (!config.trustProxy) app.use(warnOfProxy(context.report, config.logAddresses));
  app.use(securityHeaders(config), permissionsPolicy);
  if (config.accessLog) app.use(accessLog(config.logAddresses));
  const early = [healthRoutes(context.isHealthy), assetRoutes(), appFileRoutes(config.site)];
  app.use(countRefusals(metrics), oneHost, early, negotiated, compression());
  // Refusals wait for their turn as well, since each is a page.
  app.use(trackRequest(services), takeTurnToRead(load));
  // A phone's share comes from no page of this site.
  const lostShares = lostShareRoutes(maxGifBytes);
  app.use(limitRequests(context.limiter), lostShares, sameOrigin(publicOrigin));
  const metricsAccess = { token: config.metricsToken, hasProxy: Boolean(config.trustProxy) };
  app.use(metricsRoutes(metrics, metricsAccess));
  app.use(holdUntilSessionStored(sessions.middleware), flash(), cookieParser());
  app.use(siteOrigin(publicOrigin), proofNeed(proofs));
  app.use(decodablePath, visitorRights(services));
  const [readForm, takeTurn] = [readBody(), takeTurnToWrite(load)];
  const open = [siteRoutes(services, proofs, [readForm, takeTurn]), privacyRoutes(config)];
  app.use(open, siteGate(services), banGate(services));
  app.post(["/room/:id/chat", "/room/:id/gif", "/room/:id/chat/:seq/react"], takePendingSeat(services));
  // Uploads come before the body parsers, which must not read them.
  const receive = [receiveGif(context.temporaryDir, maxGifBytes), readBody()];
  const files = [pictureRoutes(services), gifRoutes(services, receive)];
  app.use(files);
  app.post("/room/:id/*action", backToRoom);
  app.use(readForm, formOfTokenPage, takeTurn);
  const routes = serviceRoutes.map((create) => create(services, load));
  routes.push(proofRoutes(proofs), transcriptRoutes(services, load), sharePageRoutes());
  app.use(routes, methodNotAllowed([...early, ...open, lostShares, ...files, ...routes]));
  app.use(
    notFound,
    proofPage(proofs),
    errorHandler({ production: config.production, report: context.report, load }),
  );
  return app;
}
