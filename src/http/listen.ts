import { once } from "node:events";
import { lstat, rm } from "node:fs/promises";
import { connect, type Server } from "node:net";
import path from "node:path";
import type { Config } from "../config.js";

/** After a restart all clients connect at once, and one that finds the backlog full retries seconds later. */
const LISTEN_BACKLOG = 4096;

type Place = { path: string } | { port: number; host: string | undefined };

export function listenForVisitors(server: Server, { port, host }: Config): Promise<void> {
  const place = host !== undefined && path.isAbsolute(host) ? { path: host } : { port, host };
  return listen(server, place);
}

/** `setting` is the one that says the whole place. */
export async function listen(server: Server, place: Place, setting?: string): Promise<void> {
  const socket = "path" in place ? place.path : undefined;
  if (socket !== undefined && (await isAbandoned(socket))) await rm(socket);
  server.listen({
    ...place,
    ...(socket && { readableAll: true, writableAll: true }),
    backlog: LISTEN_BACKLOG,
  });
  try {
    await once(server, "listening");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${setting ?? settingOf(place, code)} cannot be listened on: ${message}`);
  }
}

function settingOf(place: Place, code: string | undefined): string {
  if ("path" in place) return `HOST ${place.path}`;
  return code === "EADDRINUSE" || code === "EACCES" ? `PORT ${place.port}` : `HOST ${place.host}`;
}

export function urlOf(server: Server): string {
  const listening = server.address();
  if (typeof listening === "string") return `http://unix:${listening}`;
  const { address, port } = listening!;
  const isAny = address === "::" || address === "0.0.0.0";
  const host = isAny ? "localhost" : address.includes(":") ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

async function isAbandoned(socket: string): Promise<boolean> {
  const found = await lstat(socket).catch(() => undefined);
  // Connecting to another file is refused as well, and it must not be removed.
  if (!found?.isSocket()) return false;
  return new Promise((resolve) => {
    const attempt = connect(socket, () => {
      attempt.destroy();
      resolve(false);
    });
    attempt.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code === "ECONNREFUSED"));
  });
}
