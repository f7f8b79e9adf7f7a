import { rm } from "node:fs/promises";
import path from "node:path";
import type { Writable } from "node:stream";
import type { Request, RequestHandler } from "express";
import multer from "multer";
import { Refusal } from "../../services/index.js";
import { discardRest } from "./discard-rest.js";
import { temporaryStorage } from "./temporary-storage.js";

const MAX_OTHER_BYTES = 64 * 1024;

const DISCARD_FACTOR = 8;
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

type Options = multer.Options & { streamHandler: (req: Request, parser: Writable) => void };

export function receiveGif(directory: string, maxGifBytes: number): RequestHandler {
  const maxBytes = maxGifBytes + MAX_OTHER_BYTES;
  const receive = multer(parserOptions(directory, maxGifBytes, maxBytes)).single("gif");
  const maxDiscarded = Math.min(maxBytes * DISCARD_FACTOR, MAX_DISCARDED_BYTES);
  return (req, res, next) => {
    // On a request that is already destroyed, multer would wait forever.
    if (req.destroyed) throw new Refusal("BAD_REQUEST");
    let settled = false;
    const settle = (error?: unknown) => {
      if (!settled) next(error);
      settled = true;
    };
    const refuse = () =>
      void discardRest(req, res, maxDiscarded).then(() => settle(new Refusal("GIF_TOO_BIG")));
    if (Number(req.headers["content-length"]) > maxBytes) return refuse();
    onTooManyBytes(req, maxBytes, refuse);
    receive(req, res, (error?: unknown) => {
      if (settled && req.file) rm(req.file.path, { force: true }).catch(next);
      settle(isMalformed(error) ? new Refusal("BAD_REQUEST") : error);
    });
  };
}

function parserOptions(directory: string, maxGifBytes: number, maxBytes: number): Options {
  return {
    storage: temporaryStorage(directory),
    limits: {
      fileSize: maxGifBytes,
      files: 1,
      fields: 6,
      parts: 8,
      fieldNameSize: 50,
      fieldSize: 10_000,
    },
    streamHandler: (req, parser) => {
      onTooManyBytes(req, maxBytes, () => {
        req.unpipe(parser);
        parser.destroy(new Refusal("GIF_TOO_BIG"));
      });
      req.pipe(parser);
    },
  };
}

function onTooManyBytes(req: Request, maxBytes: number, act: () => void): void {
  let received = 0;
  const count = (chunk: Buffer) => {
    received += chunk.length;
    if (received <= maxBytes) return;
    req.off("data", count);
    act();
  };
  req.on("data", count);
}

/** The form parser's errors have no code; those of multer and of the disk have one. */
const isMalformed = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === undefined;

/** Without room for a picture that is worth refusing early, as for one that is sent again. */
export const mayHoldFile = ({ headers }: Request): boolean =>
  /^multipart\//i.test(headers["content-type"] ?? "") &&
  !(Number(headers["content-length"]) <= MAX_OTHER_BYTES);

export async function withUpload<T>(req: Request, use: (file?: string) => Promise<T>): Promise<T> {
  if (!req.file) return use();
  const file = path.resolve(req.file.path);
  try {
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}
