import path from "node:path";
import { ConfigError, type Env } from "./readers.js";

export interface OnionSettings {
  /** Without it another instance has the listener. */
  readonly listen: { readonly path: string } | { readonly host: string; readonly port: number } | undefined;
  readonly origin: string;
}

const ADDRESS = /^http:\/\/[a-z2-7]{56}\.onion\/?$/;
const LOOPBACK = /^(127\.0\.0\.1|\[::1\]):(\d{1,5})$/;
const MAX_PORT = 65535;

export function readOnion(env: Env): OnionSettings | undefined {
  const url = env.ONION_URL || undefined;
  const listen = listener(env.ONION_LISTEN || undefined);
  if (url && !ADDRESS.test(url))
    throw new ConfigError("ONION_URL must be http:// and the 56 letters and .onion of the service");
  if (listen && !url) throw new ConfigError("ONION_LISTEN needs ONION_URL, the address of the onion service");
  return url ? { listen, origin: new URL(url).origin } : undefined;
}

/** Clients here name their own circuit, so only Tor on this machine may connect. */
function listener(text: string | undefined): OnionSettings["listen"] {
  if (text === undefined) return undefined;
  if (path.isAbsolute(text)) return { path: text };
  const [, host, port] = LOOPBACK.exec(text) ?? [];
  if (!host || Number(port) > MAX_PORT)
    throw new ConfigError("ONION_LISTEN must be 127.0.0.1 and a port, or the path of a unix socket");
  return { host: host.replace(/[[\]]/g, ""), port: Number(port) };
}
