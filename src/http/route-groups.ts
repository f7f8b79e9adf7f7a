import type { RequestHandler, Router } from "express";
import type { AppContext } from "./app-context.js";
import { doctorRoutes } from "./doctor/seen-request.js";
import { framedLobbyRoutes } from "./embedding/framed-lobby.js";
import { faceRoutes } from "./face/face-routes.js";
import { appFileRoutes } from "./installed-app/app-files.js";
import { lostShareRoutes, sharePageRoutes } from "./installed-app/share.js";
import { hookAnswers, hookMessageRoutes } from "./programs/hook-messages.js";
import { hookRoutes } from "./programs/hook-routes.js";
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
import { metricsRoutes } from "./routes/metrics.js";
import { pictureRoutes } from "./routes/pictures.js";
import { proofRoutes } from "./routes/proofs.js";
import { roomRoutes } from "./routes/rooms.js";
import { transcriptRoutes } from "./routes/transcripts.js";
import { visitorRoutes } from "./routes/visitors.js";
import { operatorRoutes } from "./site/operator/index.js";
import { privacyRoutes } from "./site/privacy.js";
import { siteRoutes } from "./site/site-routes.js";
import { eventRoutes } from "./streams/event-routes.js";

/** The first looks at pages of the others. */
const serviceRoutes = [
  handOverRoutes,
  lobbyRoutes,
  roomRoutes,
  hostRoutes,
  inviteRoutes,
  hookRoutes,
  knockRoutes,
  chatRoutes,
  reportRoutes,
  visitorRoutes,
  operatorRoutes,
];

interface BodyReaders {
  readonly upload: RequestHandler[];
  readonly form: RequestHandler[];
}

/** By how much a request has passed before it comes to them. */
export interface RouteGroups {
  /** Nothing but its headers: files and what monitors ask for. */
  readonly early: Router[];
  /** The limits of its address. A phone's share comes from no page of this site. */
  readonly limited: Router[];
  /** All but the session. */
  readonly sessionless: Router[];
  /** All but the site's password and bans. */
  readonly open: Router[];
  /** These read bodies of their own. */
  readonly uploads: Router[];
  readonly pages: Router[];
}

export function createRoutes(context: AppContext, read: BodyReaders): RouteGroups {
  const { config, services, metrics, proofs, load } = context;
  const monitorAccess = { token: config.metricsToken, hasProxy: Boolean(config.trustProxy) };
  return {
    early: [
      ...[hookAnswers(), doctorRoutes(context.isHealthy, context.cookieSecret)],
      ...[healthRoutes(context, monitorAccess), faceRoutes(config.site), assetRoutes()],
      appFileRoutes(config.site),
    ],
    limited: [lostShareRoutes(config.maxGifBytes)],
    sessionless: [metricsRoutes(metrics, monitorAccess), hookMessageRoutes(services, read.upload)],
    open: [siteRoutes(services, proofs, read.form), privacyRoutes(config)],
    uploads: [pictureRoutes(services), gifRoutes(services, read.upload)],
    pages: [
      framedLobbyRoutes(),
      ...serviceRoutes.map((create) => create(services, load)),
      ...[proofRoutes(proofs), transcriptRoutes(services, load), eventRoutes(context), sharePageRoutes()],
    ],
  };
}
