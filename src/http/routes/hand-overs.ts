import { type Request, type Response, Router } from "express";
import { Refusal, type Services, toMember } from "../../services/index.js";
import { becomeVisitor, formNonce } from "../../session/index.js";
import { flashDone, renderPage } from "../rendering/render-page.js";
import { isPrefetch, sendOrRedirect, visitorOf, wantsJson } from "../request.js";

type HandOvers = Services["handOvers"];

const PAGES = ["/along", "/room/:id/along"];

export function handOverRoutes({ handOvers }: Services): Router {
  const router = Router();
  makingRoutes(router, handOvers);
  takingRoutes(router, handOvers);
  return router;
}

function makingRoutes(router: Router, handOvers: HandOvers): void {
  router.get(["/", "/room/:id"], async (req, res, next) => {
    if (isSeen(req) && !wantsJson(req, res)) await tellOfUse(req, handOvers);
    next();
  });

  router.get("/along", async (req, res, next) => {
    if ("arrived" in req.query) await showArrived(handOvers, req, res);
    else next();
  });

  router.get(PAGES, async (req, res) => {
    visitorOf(req);
    const { handOver } = req.session;
    const state = handOver === undefined ? undefined : await handOvers.state(handOver);
    const isUsed = state?.is === "used";
    const link = state?.is === "open" ? toLink(handOver!, state.expiresAt) : null;
    if (wantsJson(req, res)) return void res.json({ link, isUsed });
    if (state?.is !== "open" && isSeen(req)) await forget(req, handOvers);
    const counted = link && { url: link.url, seconds: secondsTo(link.expiresAt) };
    renderPage(req, res, "hand-over", { link: counted, isUsed, path: pathOf(req), room: roomOf(req) });
  });

  router.post(PAGES, async (req, res) => {
    const { token, expiresAt } = await handOvers.create(visitorOf(req));
    await tellOfUse(req, handOvers);
    req.session.handOver = token;
    sendOrRedirect(req, res.status(201), toLink(token, expiresAt), pathOf(req));
  });
}

function takingRoutes(router: Router, handOvers: HandOvers): void {
  router.use("/along/:token", (req, res, next) => {
    res.set("Referrer-Policy", "no-referrer");
    res.locals.isTokenPage = true;
    if (isPrefetch(req)) throw new Refusal("NOT_ALLOWED");
    next();
  });

  router.get("/along/:token", async (req, res) => {
    const { token } = req.params;
    const { visitor } = await handOvers.look(token);
    if (wantsJson(req, res)) return void res.json({ visitor });
    const before = req.session.visitor;
    // Whether this device keeps cookies shows before the link is used up.
    const isSame = visitorOf(req).id === visitor.id;
    const replaced = before && !isSame && { visitor: before, rooms: await handOvers.roomsOf(before) };
    const nonce = formNonce(req, token);
    renderPage(req, res, "hand-over-here", { token, nonce, visitor, replaced: replaced || null, isSame });
  });

  router.post("/along/:token", async (req, res) => {
    const { token } = req.params;
    const me = req.session.visitor;
    if (!me) throw new Refusal("NO_SESSION");
    const { visitor, since } = await handOvers.look(token);
    if (visitor.id !== me.id) {
      await handOvers.use(token);
      await becomeVisitor(req, visitor, since);
    }
    sendOrRedirect(req, res, toMember(visitor), "/along?arrived");
  });
}

/** With the rooms, since the lobby does not list all of them. */
async function showArrived(handOvers: HandOvers, req: Request, res: Response): Promise<void> {
  const rooms = await handOvers.roomsOf(visitorOf(req));
  if (wantsJson(req, res)) res.json({ rooms });
  else renderPage(req, res, "hand-over-done", { rooms });
}

/** On the next page, whichever it is: somebody else may have used the link. */
async function tellOfUse(req: Request, handOvers: HandOvers): Promise<void> {
  const { handOver } = req.session;
  if (handOver === undefined) return;
  const { is } = await handOvers.state(handOver);
  if (is === "used") flashDone(req, "handOver.used");
  if (is !== "open") await forget(req, handOvers);
}

async function forget(req: Request, handOvers: HandOvers): Promise<void> {
  const { handOver } = req.session;
  if (handOver === undefined) return;
  delete req.session.handOver;
  await handOvers.forget(handOver);
}

const roomOf = ({ params: { id } }: Request): string | undefined => (typeof id === "string" ? id : undefined);

function pathOf(req: Request): string {
  const room = roomOf(req);
  return room === undefined ? "/along" : `/room/${encodeURIComponent(room)}/along`;
}

const isSeen = (req: Request): boolean => req.method === "GET" && !isPrefetch(req);

const toLink = (token: string, expiresAt: Date) => ({
  url: `/along/${token}`,
  expiresAt: expiresAt.toISOString(),
});

const secondsTo = (time: string): number => Math.max(1, Math.ceil((Date.parse(time) - Date.now()) / 1000));
