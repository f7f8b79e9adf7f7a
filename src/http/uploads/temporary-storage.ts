import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Request } from "express";
import type { StorageEngine } from "multer";

/**
 * Like multer's own storage, but a request that is broken off at any moment leaves no file: the file is removed
 * after it has been closed, so it cannot be made again by an opening that was still under way.
 */
export function temporaryStorage(directory: string): StorageEngine {
  return {
    _handleFile: (req, file, done) => {
      const name = path.join(directory, `${randomUUID()}.upload`);
      write(req, file.stream, name).then((size) => done(null, { path: name, size }), done);
    },
    _removeFile: (_req, file, done) => {
      rm(file.path, { force: true }).then(() => done(null), done);
    },
  };
}

async function write(req: Request, from: NodeJS.ReadableStream, name: string): Promise<number> {
  const hungUp = new AbortController();
  const look = () => {
    if (!req.complete) hungUp.abort();
  };
  if (req.destroyed) look();
  req.once("close", look);
  const file = createWriteStream(name, { flags: "wx" });
  const closed = new Promise<void>((resolve) => file.once("close", () => resolve()));
  try {
    await pipeline(from, file, { signal: hungUp.signal });
    return file.bytesWritten;
  } catch (error) {
    file.destroy();
    await closed;
    await rm(name, { force: true });
    throw error;
  }
}
