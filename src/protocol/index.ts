import type { Answers } from "../shared/protocol/answers.js";
import type { Operation, Requests } from "./operation.js";
import { messageRequests } from "./requests/messages.js";
import { roomRequests } from "./requests/rooms.js";
import { hostRoutes } from "./routes/hosts.js";
import { operatorRoutes } from "./routes/operator.js";
import { programRoutes } from "./routes/programs.js";
import { roomRoutes } from "./routes/rooms.js";
import { siteRoutes } from "./routes/site.js";

/** The requests of the namespace `/chat`. */
export const chatRequests: Requests = { ...messageRequests, ...roomRequests };

const routes = { ...roomRoutes, ...hostRoutes, ...programRoutes, ...siteRoutes, ...operatorRoutes };

/** Every route, by the name of its operation, and whatever is asked over sockets. */
export const operations: Readonly<Record<keyof Requests | keyof Answers | keyof typeof routes, Operation>> = {
  ...chatRequests,
  ...routes,
};

export { type Asker, type Expensive, type Operation, type Requests, whoMay } from "./operation.js";
