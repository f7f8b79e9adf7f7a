import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import type { Picture } from "../../services/gifs/gifs.js";
import { Refusal, type Streamed } from "../../services/index.js";

type Headers = Record<string, string>;

/** As inert as a file can be: even one that got past all checks runs nothing and tells no other site a thing. */
export async function sendPicture(req: Request, res: Response, picture: Picture): Promise<void> {
  const { content, type, secret } = picture;
  // Set with the file alone: an answer that says it is gone must not be kept for a year.
  const headers = {
    "Content-Type": type,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": `${secret ? "private" : "public"}, max-age=31536000, immutable`,
  };
  try {
    if ("path" in content) await sendFile(res, content.path, headers);
    else await sendStream(req, res, content, headers);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    if (!res.headersSent) forget(res);
    throw new Refusal("NOT_FOUND");
  }
}

function sendFile(res: Response, path: string, headers: Headers): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    res.sendFile(path, { cacheControl: false, dotfiles: "allow", headers }, (error?: SendError) => {
      if (error?.code === "ECONNABORTED" || error?.code === "EPIPE") res.end();
      if (!error || res.writableEnded) return resolve();
      if (error.status !== 416) return reject(error);
      beyond(res.set(error.headers ?? {}));
      resolve();
    });
  });
}

type SendError = NodeJS.ErrnoException & { status?: number; headers?: Headers };

/** What Express does for files: whoever has it is told so, and parts are given to those who ask for parts. */
async function sendStream(req: Request, res: Response, content: Streamed, headers: Headers): Promise<void> {
  const { bytes, storedAt } = content;
  const mark = `"${bytes.toString(16)}-${storedAt.getTime().toString(16)}"`;
  res.set({ ETag: mark, "Last-Modified": storedAt.toUTCString(), "Accept-Ranges": "bytes" });
  const { "Content-Type": type, ...others } = headers;
  if (req.fresh) return void res.set(others).status(304).end();
  const part = partOf(req, res, bytes);
  if (part === "beyond") return beyond(res.set("Content-Range", `bytes */${bytes}`));
  const [first, last] = part ?? [0, bytes - 1];
  const reading = content.read(first, last);
  // Before anything is said about it: the room may end, and the picture be gone, at this moment.
  const { value: begun } = await reading.next();
  res.set({ ...others, "Content-Type": type, "Content-Length": String(last + 1 - first) });
  if (part) res.status(206).set("Content-Range", `bytes ${first}-${last}/${bytes}`);
  if (req.method === "HEAD") return void res.end();
  await pipeline(joined(begun, reading), res).catch(unlessHungUp);
  res.end();
}

/** One part, if one is asked for that is there; several are answered with the whole. */
function partOf(req: Request, res: Response, bytes: number): [number, number] | "beyond" | undefined {
  const condition = req.get("if-range");
  const same = [undefined, res.get("ETag"), res.get("Last-Modified")].includes(condition);
  const parts = same ? req.range(bytes, { combine: true }) : undefined;
  if (parts === -1) return "beyond";
  if (!Array.isArray(parts) || parts.type !== "bytes" || parts.length !== 1) return undefined;
  return [parts[0]!.start, parts[0]!.end];
}

function beyond(res: Response): void {
  forget(res);
  res.set("Cache-Control", "no-store").status(416).end();
}

/** What is said of a picture that is then not sent. */
function forget(res: Response): void {
  for (const name of ["Content-Type", "ETag", "Last-Modified", "Accept-Ranges"]) res.removeHeader(name);
}

async function* joined<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

function unlessHungUp(error: NodeJS.ErrnoException): void {
  if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
}
