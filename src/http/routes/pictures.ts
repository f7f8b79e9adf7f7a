import { pipeline } from "node:stream/promises";
import { type Request, type Response, Router } from "express";
import { type Picture, Refusal, type Services, type Streamed } from "../../services/index.js";
import { fitRange, refuseRange, removeFileHeaders, sendFile } from "../ranges.js";
import { requesterOf } from "../request.js";

export function pictureRoutes({ gifs }: Services): Router {
  const router = Router();
  router.get("/gif/:room/:file", async (req, res) => {
    const { room, file } = req.params;
    await sendPicture(req, res, await gifs.find(requesterOf(req), room, file));
  });
  return router;
}

type Headers = Record<string, string>;

// A removed picture must not stay in a cache, so browsers ask before each use. To answer 304, the file is not read.
const CACHE_POLICY = "private, no-cache";

async function sendPicture(req: Request, res: Response, picture: Picture): Promise<void> {
  const { content, type } = picture;
  // Even a file that got past all checks runs no script. Set late, so that a refusal keeps its own headers.
  const headers = {
    "Content-Type": type,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": CACHE_POLICY,
  };
  res.removeHeader("Vary");
  try {
    if ("path" in content) await sendFile(req, res, content.path, headers);
    else await sendStream(req, res, content, headers);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    if (!res.headersSent) removeFileHeaders(res);
    throw new Refusal("NOT_FOUND");
  }
}

async function sendStream(req: Request, res: Response, content: Streamed, headers: Headers): Promise<void> {
  const { bytes, storedAt } = content;
  const etag = `"${bytes.toString(16)}-${storedAt.getTime().toString(16)}"`;
  res.set({ ETag: etag, "Last-Modified": storedAt.toUTCString(), "Accept-Ranges": "bytes" });
  const { "Content-Type": type, ...others } = headers;
  if (req.fresh) return void res.set(others).status(304).end();
  fitRange(req, bytes);
  const range = rangeOf(req, res, bytes);
  if (range === "unsatisfiable") return refuseRange(req, res.set("Content-Range", `bytes */${bytes}`));
  const [first, last] = range ?? [0, bytes - 1];
  const chunks = content.read(first, last);
  // Read before the headers are set: if the room was removed just now, this throws and the answer is 404.
  const { value: firstChunk } = await chunks.next();
  res.set({ ...others, "Content-Type": type, "Content-Length": String(last + 1 - first) });
  if (range) res.status(206).set("Content-Range", `bytes ${first}-${last}/${bytes}`);
  if (req.method === "HEAD") return void res.end();
  await pipeline(prepend(firstChunk, chunks), res).catch(unlessClientLeft);
  res.end();
}

function rangeOf(req: Request, res: Response, bytes: number): [number, number] | "unsatisfiable" | undefined {
  const condition = req.get("if-range");
  const unchanged = [undefined, res.get("ETag"), res.get("Last-Modified")].includes(condition);
  const ranges = unchanged ? req.range(bytes, { combine: true }) : undefined;
  if (ranges === -1) return "unsatisfiable";
  if (!Array.isArray(ranges) || ranges.type !== "bytes" || ranges.length !== 1) return undefined;
  return [ranges[0]!.start, ranges[0]!.end];
}

async function* prepend<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

function unlessClientLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
}
