import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Request } from "express";
import type { StorageEngine } from "multer";
import { PRIVATE_FILE } from "../../lib/ensure-directory.js";

/** Unlike multer's own: keeps no file of an aborted request. Closes it first, so that a late open cannot restore it. */
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
  const aborted = new AbortController();
  const abortIfIncomplete = () => {
    if (!req.complete) aborted.abort();
  };
  if (req.destroyed) abortIfIncomplete();
  req.once("close", abortIfIncomplete);
  const file = createWriteStream(name, { flags: "wx", mode: PRIVATE_FILE });
  const closed = new Promise<void>((resolve) => file.once("close", () => resolve()));
  try {
    await pipeline(from, file, { signal: aborted.signal });
    return file.bytesWritten;
  } catch (error) {
    file.destroy();
    await closed;
    await rm(name, { force: true });
    throw error;
  }
}
