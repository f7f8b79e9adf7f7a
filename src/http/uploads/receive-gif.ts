import { rm } from "node:fs/promises";
import path from "node:path";
import type { Request, RequestHandler } from "express";
import multer from "multer";
import { Refusal } from "../../services/index.js";
import { temporaryStorage } from "./temporary-storage.js";

const MAX_OTHER_BYTES = 64 * 1024;

export function receiveGif(directory: string, maxGifBytes: number): RequestHandler {
  const storage = temporaryStorage(directory);
  const limits = {
    fileSize: maxGifBytes,
    files: 1,
    fields: 4,
    parts: 6,
    fieldNameSize: 50,
    fieldSize: 10_000,
  };
  const receive = multer({ storage, limits }).single("gif");
  const maxBytes = maxGifBytes + MAX_OTHER_BYTES;
  return (req, res, next) => {
    // On a request that is already destroyed, multer would wait forever.
    if (req.destroyed) throw new Refusal("BAD_REQUEST");
    let settled = false;
    const settle = (error?: unknown) => {
      if (!settled) next(error);
      settled = true;
    };
    const refuse = () => {
      if (settled) return void req.destroy();
      res.set("Connection", "close");
      // Destroying the request stops multer and the file that it writes.
      res.once("close", () => req.destroy());
      settle(new Refusal("GIF_TOO_BIG"));
    };
    if (Number(req.headers["content-length"]) > maxBytes) return refuse();
    onTooManyBytes(req, maxBytes, refuse);
    receive(req, res, (error?: unknown) => {
      if (settled && req.file) rm(req.file.path, { force: true }).catch(next);
      settle(isMalformed(error) ? new Refusal("BAD_REQUEST") : error);
    });
  };
}

function onTooManyBytes(req: Request, maxBytes: number, act: () => void): void {
  let received = 0;
  req.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received > maxBytes) act();
  });
}

/** The form parser's errors have no code; those of multer and of the disk have one. */
const isMalformed = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === undefined;

export async function withUpload<T>(req: Request, use: (file: string) => Promise<T>): Promise<T> {
  if (!req.file) throw new Refusal("NO_GIF");
  const file = path.resolve(req.file.path);
  try {
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}
