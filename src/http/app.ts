import { constants } from "node:zlib";
import compression from "compression";
import flash from "connect-flash";
import cookieParser from "cookie-parser";
import express, { type Express } from "express";
import type { AppContext } from "./app-context.js";
import { allowFrames, keepReferrer, knowFrames } from "./embedding/framing.js";
import { holdUntilSessionStored } from "./express-internals.js";
import { faceQuery } from "./face/face-routes.js";
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
import { requestId } from "./monitoring/request-id.js";
import { useNunjucks } from "./rendering/nunjucks.js";
import { createRoutes } from "./route-groups.js";
import { banGate, siteGate, visitorRights } from "./site/site-gate.js";
import { receiveGif } from "./uploads/receive-gif.js";

/** A twentieth smaller than by default, for a third of a millisecond. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const WRITES_IN_ROOM = ["/room/:id/chat", "/room/:id/gif", "/room/:id/chat/:seq/react"];

export function createApp(context: AppContext): Express {
  const { config, services, sessions, metrics, proofs, load } = context;
  const { embedOrigins } = config;
  const app = configure(context);
  const [readForm, takeTurn] = [readBody(), takeTurnToWrite(load)];
  // Uploads come before the body parsers, which must not read them.
  const readUpload = [receiveGif(context.temporaryDir, config.maxGifBytes), readBody()];
  const routes = createRoutes(context, { upload: readUpload, form: [readForm, takeTurn] });
  app.use(requestId);
  if (!config.trustProxy) app.use(warnOfProxy(context.report, config.logAddresses));
  app.use(knowFrames(embedOrigins), securityHeaders(config), allowFrames(embedOrigins), permissionsPolicy);
  app.use(keepReferrer);
  if (config.accessLog) app.use(accessLog(config.logAddresses));
  app.use(countRefusals(metrics), oneHost, routes.early, negotiated, compression({ brotli }));
  // Refusals wait for their turn as well, since each is a page.
  app.use(trackRequest(services), takeTurnToRead(load));
  app.use(limitRequests(context.limiter), routes.limited, sameOrigin(config), routes.sessionless);
  app.use(holdUntilSessionStored(sessions.middleware), flash(), cookieParser());
  app.use(siteOrigin(config), proofNeed(proofs));
  app.use(decodablePath, visitorRights(services));
  app.use(routes.open, siteGate(services), banGate(services));
  app.post(WRITES_IN_ROOM, takePendingSeat(services));
  app.use(routes.uploads);
  app.post("/room/:id/*action", backToRoom);
  app.use(readForm, formOfTokenPage, takeTurn);
  app.use(routes.pages, methodNotAllowed(Object.values(routes).flat()));
  app.use(
    notFound,
    proofPage(proofs),
    errorHandler({ production: config.production, report: context.report, load }),
  );
  return app;
}

function configure({ config }: AppContext): Express {
  const { access, maxGifBytes, lostConnectionGraceMs: graceMs, site } = config;
  const app = express();
  app.disable("x-powered-by").set("trust proxy", config.trustProxy);
  useNunjucks(app, { hasReports: access.operatorToken !== undefined });
  const { lobby: hasLobby, openRooms } = access;
  Object.assign(app.locals, { maxGifBytes, graceMs, site, hasLobby, openRooms, face: faceQuery(site) });
  return app;
}
