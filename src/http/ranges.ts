import { stat } from "node:fs/promises";
import type { Request, Response } from "express";
import { sendPlainRefusal } from "./rendering/plain-refusal.js";

type Headers = Record<string, string>;
type SendError = NodeJS.ErrnoException & { status?: number; headers?: Headers };

const SUFFIX = /(^|[=,\s])-(\d+)/g;

export function fitRange(req: Request, bytes: number): void {
  const { range } = req.headers;
  if (range === undefined) return;
  if (req.method !== "GET") delete req.headers.range;
  else
    req.headers.range = range.replace(SUFFIX, (suffix, before, length) =>
      Number(length) > bytes ? `${before}0-` : suffix,
    );
}

export async function sendFile(req: Request, res: Response, path: string, headers: Headers): Promise<void> {
  if (req.headers.range !== undefined) fitRange(req, (await stat(path)).size);
  await new Promise<void>((resolve, reject) => {
    res.sendFile(path, { cacheControl: false, dotfiles: "allow", headers }, (error?: SendError) => {
      if (error?.code === "ECONNABORTED" || error?.code === "EPIPE") res.end();
      if (!error || res.writableEnded) return resolve();
      if (error.status !== 416) return reject(error);
      refuseRange(req, res.set(error.headers ?? {}));
      resolve();
    });
  });
}

export function refuseRange(req: Request, res: Response): void {
  removeFileHeaders(res);
  sendPlainRefusal(req, res, "BAD_RANGE");
}

export function removeFileHeaders(res: Response): void {
  for (const name of ["Content-Type", "Content-Encoding", "ETag", "Last-Modified", "Accept-Ranges"])
    res.removeHeader(name);
}
