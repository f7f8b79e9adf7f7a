import type { OutgoingHttpHeaders } from "node:http";
import { gzipSync } from "node:zlib";
import type { Actor } from "./actor.js";
import { multipart, type Reply, type Sent } from "./http.js";
import { codes, routes } from "./protocol.js";
import type { Random } from "./random.js";
import { fields, text, value } from "./values.js";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PURGE", "TRACE"];
const LEAVES = /^DELETE \S+:id$|(?:leave|:id\/delete)$/;
const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

/** A request that resembles one of the protocol's; returns what is wrong with the answer. */
export async function fuzzRequest(actor: Actor, random: Random): Promise<string | undefined> {
  const sent = randomRequest(actor, random);
  const reply = await actor.send(sent).catch((error: Error) => error);
  const wrong = reply instanceof Error ? reply.message : reply && wrongIn(sent, reply);
  return wrong && `${wrong}\n  ${describe(sent)}`;
}

export function describe({ method, path, headers, body = "" }: Sent): string {
  const shown = typeof body === "string" ? body : Buffer.from(body).toString("latin1");
  return `${method} ${path} ${JSON.stringify(headers)}\n  ${JSON.stringify(shown.slice(0, 500))}`;
}

export function wrongIn({ method, headers }: Sent, { status, body }: Reply): string | undefined {
  const shown = `${status}: ${body.toString().slice(0, 300)}`;
  if (status >= 500 && status !== 503) return shown;
  // An answer without a body, and one for whoever did not ask for JSON.
  if (status < 400 || method === "HEAD" || headers?.accept !== JSON_TYPE) return undefined;
  return codes.has(codeIn(body)) ? undefined : `no code that the protocol knows, but ${shown}`;
}

function codeIn(body: Buffer): string {
  try {
    return JSON.parse(body.toString()).error.code;
  } catch {
    return "";
  }
}

function randomRequest(actor: Actor, random: Random): Sent {
  let route = random.pick(routes);
  // Whoever has left finds nothing but closed doors.
  if (LEAVES.test(`${route.method} ${route.path}`) && random.chance(0.95)) route = random.pick(routes);
  const method = random.chance(0.9) ? route.method : random.pick(METHODS);
  const path = randomPath(actor, random, route.path);
  const headers: OutgoingHttpHeaders = { ...(random.chance(0.8) && { accept: JSON_TYPE }) };
  if (random.chance(0.2)) Object.assign(headers, oddHeaders(actor, random));
  if (["GET", "HEAD"].includes(method) && random.chance(0.95)) return { method, path, headers };
  const { type, body } = randomBody(random);
  return { method, path, headers: { "content-type": type, ...headers }, body };
}

function randomPath(actor: Actor, random: Random, template: string): string {
  const odd = () =>
    random.pick([encode(text(random, 20)), "%00", "..%2f..", "%", "%ff%fe", ".", "constructor"]);
  let path = actor.fill(template, random, odd);
  if (random.chance(0.1)) path += random.pick(["/", "//", "/..", "/%", "%", ";a=b", "/:id", `/${odd()}`]);
  if (random.chance(0.5)) return path;
  const pairs = Object.entries(fields(random, 1)).map(([name, one]) => {
    const key = random.chance(0.1) ? `${encode(name)}[${encode(text(random, 5))}]` : encode(name);
    return `${key}=${random.chance(0.05) ? "%" : encode(typeof one === "string" ? one : JSON.stringify(one))}`;
  });
  return `${path}?${pairs.join("&")}`.slice(0, 8000);
}

/** Halves of pairs make `encodeURIComponent` throw. */
const encode = (shown: string): string => encodeURIComponent(shown.toWellFormed());

function oddHeaders(actor: Actor, random: Random): OutgoingHttpHeaders {
  // Node itself refuses more than 16 KB of headers, with 431.
  const latin = (most: number) =>
    text(random, most)
      .slice(0, 3000)
      .replace(/[^\x20-\x7e\xa0-\xff]/g, "?");
  const cookie = [...Buffer.from(actor.cookie)];
  const odd: (() => OutgoingHttpHeaders)[] = [
    () => ({
      cookie: Buffer.from(random.mutate(cookie))
        .toString("latin1")
        .replace(/[^\x20-\x7e]/g, "?"),
    }),
    () => ({ cookie: `${actor.cookie}; ${latin(200)}; flash=${latin(50)}` }),
    () => ({ cookie: `gif-chat=s%3A${latin(40)}.${latin(40)}` }),
    () => ({ accept: random.pick(["*/*", "text/html", "text/html;q=0", "a/b;q=x", latin(40)]) }),
    () => ({ "accept-language": random.pick(["ko", "en;q=0.1,ko", "x".repeat(3000), latin(40)]) }),
    () => ({ "sec-fetch-site": random.pick(["same-origin", "cross-site", "none", latin(10)]) }),
    () => ({ origin: random.pick([actor.url, "null", "http://evil.example", latin(20)]) }),
    () => ({ "user-agent": random.pick(["Mozilla/5.0", latin(100)]) }),
    () => ({ range: random.pick(["bytes=0-0", "bytes=-99999999", "bytes=9-1", "bytes=a-b", latin(20)]) }),
    () => ({ "if-none-match": latin(30), "if-modified-since": latin(30), "if-range": latin(10) }),
    () => ({ "x-forwarded-for": latin(40), "x-forwarded-proto": latin(10), forwarded: latin(40) }),
    () => ({ referer: `${actor.url}/${latin(40)}`, host: random.pick(["evil.example", latin(20) || "x"]) }),
    () => ({ proof: Buffer.from(JSON.stringify(value(random)) ?? "").toString("base64") }),
    () => ({ purpose: "prefetch", "sec-purpose": "prefetch", "x-http-method-override": "DELETE" }),
    () => ({ "content-encoding": random.pick(["gzip", "br", latin(5)]) }),
  ];
  return random.pick(odd)();
}

function randomBody(random: Random): { type: string; body: string | Uint8Array } {
  const json = () => JSON.stringify(random.chance(0.8) ? fields(random) : value(random)) ?? "";
  const form = () =>
    Object.entries(fields(random, 1))
      .map(([name, one]) => `${encode(name)}=${encode(String(JSON.stringify(one)))}`)
      .join("&");
  const bodies = [
    ...Array(5).fill(() => ({ type: JSON_TYPE, body: json() })),
    ...Array(3).fill(() => ({ type: FORM_TYPE, body: form() })),
    () => ({ type: JSON_TYPE, body: Buffer.from(random.mutate([...Buffer.from(json())])) }),
    () => ({ type: FORM_TYPE, body: Buffer.from(random.mutate([...Buffer.from(form())])) }),
    () => ({ type: JSON_TYPE, body: "[".repeat(random.below(40_000)) }),
    () => ({ type: FORM_TYPE, body: "a[b]".repeat(random.below(2000)) + "&c=d".repeat(random.below(3000)) }),
    () => ({ type: `${JSON_TYPE}; charset=${random.pick(["utf-16", "utf-7", "x"])}`, body: json() }),
    () => ({ type: JSON_TYPE, body: gzipSync(json()) }),
    () => ({ type: text(random, 20).replace(/[^\x20-\x7e]/g, "?"), body: json() }),
    () => ({ type: "multipart/form-data; boundary=fuzz", body: multipart([['name="chat"', text(random)]]) }),
    () => ({ type: "multipart/form-data", body: "x" }),
    () => ({ type: JSON_TYPE, body: JSON.stringify({ chat: "x".repeat(random.below(100_000)) }) }),
  ];
  return random.pick(bodies)();
}
