import path from "node:path";
import type { Config } from "../../config.js";
import { createDoctorPass } from "../../lib/doctor/doctor-pass.js";
import { type Answer, type Asked, ask } from "./ask.js";

/** The server describes a request as it arrived, to callers that know its cookie secret. */
export interface Seen {
  readonly host?: string;
  readonly address?: string;
  readonly forwardedFor: string[];
  readonly forwardedProto?: string;
}

export interface Health {
  readonly answer: Answer;
  /** Undefined for another program than gif-chat. */
  readonly isOk: boolean | undefined;
  /** Undefined for a server with another cookie secret. */
  readonly seen: Seen | undefined;
}

export async function askHealth(asked: Asked, cookieSecret: string | undefined): Promise<Health> {
  const pass: Record<string, string> = cookieSecret ? { Doctor: createDoctorPass(cookieSecret) } : {};
  const answer = await ask({
    ...asked,
    url: new URL("/health", asked.url),
    headers: { ...asked.headers, ...pass },
  });
  const { ok, seen } = parse(answer.body);
  return {
    answer,
    isOk: typeof ok === "boolean" ? ok : undefined,
    seen: Array.isArray(seen?.forwardedFor) ? seen : undefined,
  };
}

/** Undefined if only the running server knows. */
export function ownAddress({ host, port }: Config): Asked | undefined {
  if (host !== undefined && path.isAbsolute(host))
    return { url: new URL("http://localhost"), socketPath: host };
  if (port === 0) return undefined;
  const isAny = host === undefined || host === "0.0.0.0" || host === "::";
  const name = isAny ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return { url: new URL(`http://${name}:${port}`) };
}

function parse(body: string): { ok?: unknown; seen?: Seen } {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {}; // another program, which the caller says
  }
}
