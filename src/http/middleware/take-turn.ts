import type { RequestHandler, Response } from "express";
import type { LoadLimits } from "../../lib/load/load-limits.js";
import { OverloadError } from "../../lib/overload-error.js";
import { answered } from "../express-internals.js";
import { sendPlainRefusal } from "../rendering/plain-refusal.js";
import { addressOf, isRead, wantsJson } from "../request.js";

/** These may take long to read: pictures cost little time, and each page of a transcript takes its own turn. */
const WITHOUT_WAITING = /^\/(?:gif\/|room\/[^/]+\/transcript$|metrics$)/;

export function takeTurnToRead(load: LoadLimits): RequestHandler {
  const takeTurn = takeTurns(load, { dropped: true });
  return (req, res, next) => {
    const waits = isRead(req) && !WITHOUT_WAITING.test(req.path);
    return waits ? takeTurn(req, res, next) : next();
  };
}

// Comes after the body was read. A message sent by a program does not wait, as over a socket. What somebody did last
// before leaving is still done.
export function takeTurnToWrite(load: LoadLimits): RequestHandler {
  const takeTurn = takeTurns(load, { dropped: false });
  return (req, res, next) => {
    const isMessage = req.method === "POST" && req.path.endsWith("/chat") && wantsJson(req, res);
    return isRead(req) || isMessage ? next() : takeTurn(req, res, next);
  };
}

function takeTurns({ turns, shareOf }: LoadLimits, { dropped }: { dropped: boolean }): RequestHandler {
  return async (req, res, next) => {
    const isGone = () => dropped && req.socket.destroyed;
    const handle = () => {
      const done = Promise.race([answered(res), closed(res), turnEnded(res)]);
      next();
      return done;
    };
    try {
      await turns.run(shareOf(addressOf(req)), handle, { isGone });
    } catch (error) {
      if (!(error instanceof OverloadError)) throw error;
      if (isGone()) res.end();
      else sendPlainRefusal(req, res.set("Retry-After", "10"), "BUSY");
    }
  };
}

/** For a request that waits for something other than its turn: others of its address go on meanwhile. */
export const endTurn = (res: Response): void => void res.emit("turnEnd");

const turnEnded = (res: Response): Promise<void> =>
  new Promise((resolve) => res.once("turnEnd", () => resolve()));

const closed = (res: Response): Promise<void> => new Promise((resolve) => res.once("close", resolve));
