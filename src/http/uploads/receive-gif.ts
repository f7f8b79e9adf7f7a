import { rm } from "node:fs/promises";
import path from "node:path";
import type { Request, RequestHandler } from "express";
import multer from "multer";
import { Refusal } from "../../services/index.js";
import { temporaryStorage } from "./temporary-storage.js";

/** What a form may hold besides the picture. */
const REST_BYTES = 64 * 1024;

/** Puts the field `gif` into a temporary file, whose name nobody else knows. */
export function receiveGif(directory: string, mostBytes: number): RequestHandler {
  const storage = temporaryStorage(directory);
  const limits = { fileSize: mostBytes, files: 1, fields: 4, parts: 6, fieldNameSize: 50, fieldSize: 10_000 };
  const receive = multer({ storage, limits }).single("gif");
  return (req, res, next) => {
    // For one that is gone already, multer would wait for ever.
    if (req.destroyed) throw new Refusal("BAD_REQUEST");
    const most = mostBytes + REST_BYTES;
    let settled = false;
    const settle = (error?: unknown) => {
      if (!settled) next(error);
      settled = true;
    };
    const refuse = () => {
      if (settled) return void req.destroy();
      res.set("Connection", "close");
      // By this multer notices, and whoever is still writing a file.
      res.once("close", () => req.destroy());
      settle(new Refusal("GIF_TOO_BIG"));
    };
    // Nobody has to send to the end what is too much, whether that is said at the beginning or shows on the way.
    if (Number(req.headers["content-length"]) > most) return refuse();
    whenBeyond(most, req, refuse);
    receive(req, res, (error?: unknown) => {
      if (settled && req.file) rm(req.file.path, { force: true }).catch(next);
      settle(isMalformed(error) ? new Refusal("BAD_REQUEST") : error);
    });
  };
}

function whenBeyond(most: number, req: Request, act: () => void): void {
  let received = 0;
  req.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received > most) act();
  });
}

/** What the parser of forms throws has no code, unlike multer's own errors and those of the disk. */
const isMalformed = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === undefined;

/** Whatever comes of it, the temporary file is gone afterwards. */
export async function withUpload<T>(req: Request, use: (file: string) => Promise<T>): Promise<T> {
  if (!req.file) throw new Refusal("NO_GIF");
  const file = path.resolve(req.file.path);
  try {
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}
