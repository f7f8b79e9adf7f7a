import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Request, type Response, Router } from "express";
import type { LoadLimits } from "../../lib/load/load-limits.js";
import { Refusal, type Services } from "../../services/index.js";
import { toFileName } from "../../shared/render/file-name.js";
import { addressOf, isPrefetch, langOf, visitorOf } from "../request.js";
import { TranscriptHtml } from "../transcripts/transcript-html.js";

const HEADERS = {
  // Not compressed: most of it is pictures, and a hundred megabytes of them would cost seconds.
  "Cache-Control": "private, no-store, no-transform",
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "Cross-Origin-Resource-Policy": "same-origin",
};

export function transcriptRoutes({ transcripts }: Services, load: LoadLimits): Router {
  const router = Router();
  router.get("/room/:id/transcript", async (req, res) => {
    assertAskedHere(req);
    if (req.method === "HEAD") return void res.status(405).set("Allow", "GET").end();
    const transcript = await transcripts.take(visitorOf(req), req.params.id);
    const html = new TranscriptHtml(req.app, {
      lang: langOf(req),
      timeZone: timeZoneOf(req),
      pictures: transcripts.pictures(),
      inTurn: (work) => load.turns.run(load.shareOf(addressOf(req)), work, { isBounded: true }),
    });
    res.attachment(toFileName(transcript.room.title, transcript.takenAt)).set(HEADERS);
    await pipeline(Readable.from(html.write(transcript), { highWaterMark: 1 }), res).catch(unlessLeft(res));
    res.end();
  });
  return router;
}

/** A transcript is announced in the room, so another site or a prefetching browser must not cause one. */
function assertAskedHere(req: Request): void {
  const site = req.get("sec-fetch-site");
  if (site !== undefined && site !== "same-origin") throw new Refusal("CROSS_SITE");
  if (isPrefetch(req)) throw new Refusal("NOT_ALLOWED");
}

function timeZoneOf({ query: { tz } }: Request): string {
  try {
    return typeof tz === "string"
      ? new Intl.DateTimeFormat("en", { timeZone: tz }).resolvedOptions().timeZone
      : "UTC";
  } catch {
    return "UTC"; // No zone is called that.
  }
}

const unlessLeft = (res: Response) => (error: NodeJS.ErrnoException) => {
  if (error.code === "ERR_STREAM_PREMATURE_CLOSE") return;
  // A file that ends in the middle must not look whole.
  res.destroy();
  throw error;
};
