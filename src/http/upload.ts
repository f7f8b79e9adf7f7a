import { rm } from "node:fs/promises";
import path from "node:path";
import type { Request, RequestHandler } from "express";
import multer from "multer";
import { Refusal } from "../services/index.js";
import { temporaryStorage } from "./temporary-storage.js";

/** What a form may hold besides the picture. */
const REST_BYTES = 64 * 1024;

/** Puts the field `gif` into a temporary file, whose name nobody else knows. */
export function receiveGif(directory: string, mostBytes: number): RequestHandler {
  const storage = temporaryStorage(directory);
  const limits = { fileSize: mostBytes, files: 1, fields: 4, parts: 6, fieldNameSize: 50, fieldSize: 10_000 };
  const receive = multer({ storage, limits }).single("gif");
  return (req, res, next) => {
    // Nobody has to send to the end what is known to be too much from its beginning.
    if (Number(req.headers["content-length"]) > mostBytes + REST_BYTES) {
      res.set("Connection", "close");
      throw new Refusal("GIF_TOO_BIG");
    }
    receive(req, res, (error?: unknown) => next(isMalformed(error) ? new Refusal("BAD_REQUEST") : error));
  };
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
