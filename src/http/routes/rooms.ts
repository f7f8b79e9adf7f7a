import { type Request, Router } from "express";
import type { Services } from "../../services/index.js";
import { renewSession } from "../../session/index.js";
import { redirectWithError } from "../middleware/error-handler.js";
import { endTurn } from "../middleware/take-turn.js";
import { isShownInPage, localPath, proofOf, sendOrRedirect, visitorOf } from "../request.js";
import { leadsToLobby, refuseEntry, showRoom } from "./room-page.js";

const ok = { ok: true };

export function roomRoutes(services: Services): Router {
  const { rooms, entry, seats, nextRooms } = services;
  const router = Router();

  router.get("/room/:id", (req, res) => showRoom(services, req, res));

  router.post("/room/:id/enter", async (req, res) => {
    try {
      const options = { proof: proofOf(req), onWait: () => endTurn(res) };
      const { room, admitted } = await entry.enter(visitorOf(req), req.params.id, req.body, options);
      if (admitted) await renewSession(req);
      sendOrRedirect(req, res, room, pathInRoom(req, room._id));
    } catch (error) {
      await refuseEntry(services, req, res, error);
    }
  });

  router.post("/room/:id/leave", async (req, res) => {
    try {
      await seats.leave(visitorOf(req), req.params.id);
      sendOrRedirect(req, res, ok, "/");
    } catch (error) {
      if (!isShownInPage(req, res, error) || !leadsToLobby(error)) throw error;
      redirectWithError(req, res, error.code, "/", error.extras);
    }
  });

  router.post("/room/:id/next", async (req, res) => {
    const room = await nextRooms.open(visitorOf(req), req.params.id, proofOf(req));
    sendOrRedirect(req, res.status(201), room, `/room/${room._id}`);
  });

  router.delete("/room/:id", async (req, res) => {
    res.locals.json = true;
    await rooms.remove(visitorOf(req), req.params.id);
    res.status(204).end();
  });

  router.post("/room/:id/delete", async (req, res) => {
    await rooms.remove(visitorOf(req), req.params.id);
    sendOrRedirect(req, res, ok, "/");
  });

  return router;
}

/** The form at the door names the page that was asked for, such as a certain message. */
function pathInRoom(req: Request, room: string): string {
  const path = localPath((req.body as { here?: unknown } | undefined)?.here);
  return path.startsWith(`/room/${room}?`) ? path : `/room/${room}`;
}
