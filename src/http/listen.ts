import { once } from "node:events";
import { rm } from "node:fs/promises";
import type { Server } from "node:http";
import { connect } from "node:net";
import path from "node:path";
import type { Config } from "../config.js";

/** After a restart all clients connect at once, and one that finds the backlog full retries seconds later. */
const LISTEN_BACKLOG = 4096;

export async function listen(server: Server, { port, host }: Config): Promise<void> {
  const socket = host !== undefined && path.isAbsolute(host) ? host : undefined;
  if (socket !== undefined && (await isAbandoned(socket))) await rm(socket);
  const where =
    socket === undefined ? { port, host } : { path: socket, readableAll: true, writableAll: true };
  server.listen({ ...where, backlog: LISTEN_BACKLOG });
  try {
    await once(server, "listening");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isPort = socket === undefined && (code === "EADDRINUSE" || code === "EACCES");
    throw new Error(`${isPort ? `PORT ${port}` : `HOST ${host}`} cannot be listened on: ${message}`);
  }
}

export function urlOf(server: Server): string {
  const listening = server.address();
  if (typeof listening === "string") return `http://unix:${listening}`;
  const { address, port } = listening!;
  const isAny = address === "::" || address === "0.0.0.0";
  const host = isAny ? "localhost" : address.includes(":") ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

function isAbandoned(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const attempt = connect(socket, () => {
      attempt.destroy();
      resolve(false);
    });
    attempt.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code === "ECONNREFUSED"));
  });
}
