import { damagedGifs } from "../support/damaged-gifs.js";
import { readStrictly } from "../support/strict-gif.js";
import type { Actor } from "./actor.js";
import { multipart, type Sent } from "./http.js";
import { pictures, wrongInStill } from "./pictures.js";
import type { Random } from "./random.js";
import { wrongIn } from "./requests.js";
import { text } from "./values.js";

const seeds = Object.values(damagedGifs).map(([, bytes]) => bytes);

/** A damaged picture in a form that may be damaged as well; what is taken has to be served, and be sound. */
export async function fuzzUpload(actor: Actor, random: Random): Promise<string | undefined> {
  const file = randomFile(random);
  const sent = randomUpload(actor, random, file);
  const reply = await actor.send(sent).catch((error: Error) => error);
  const shown = `upload of ${Buffer.from(file).toString("base64").slice(0, 4000)}`;
  if (reply instanceof Error) return `${reply.message}\n  ${shown}`;
  if (!reply) return undefined;
  const wrong =
    wrongIn(sent, reply) ?? (reply.status === 201 ? await wrongInStored(actor, reply.body) : undefined);
  return wrong && `${wrong}\n  ${shown}`;
}

function randomFile(random: Random): number[] {
  if (random.chance(0.05)) return random.bytes(2000);
  if (random.chance(0.4)) return random.mutate(random.pick(pictures));
  const file = random.mutate(random.pick(seeds));
  return random.chance(0.2) ? random.mutate([...file, ...random.pick(seeds)]) : file;
}

function randomUpload({ room }: Actor, random: Random, file: number[]): Sent {
  const name = random.chance(0.9)
    ? "cat.gif"
    : text(random, 20)
        .replace(/["\r\n]/g, "")
        .toWellFormed();
  const parts: [string, string | Uint8Array][] = [
    [`name="gif"; filename="${name}"\r\nContent-Type: image/gif`, Uint8Array.from(file)],
  ];
  for (const field of ["clientId", "alt", "cover"])
    if (random.chance(0.3)) parts.unshift([`name="${field}"`, text(random).toWellFormed()]);
  let body: Buffer = multipart(parts);
  if (random.chance(0.1)) body = Buffer.from(random.mutate([...body]));
  const type = random.chance(0.95)
    ? "multipart/form-data; boundary=fuzz"
    : "multipart/form-data; boundary=other";
  return {
    ...{ method: "POST", path: `/room/${room}/gif`, body },
    headers: { accept: "application/json", "content-type": type },
  };
}

async function wrongInStored(actor: Actor, body: Buffer): Promise<string | undefined> {
  const { gif } = JSON.parse(body.toString());
  const [moving, still] = await Promise.all(
    [gif.url, gif.still].map((path) => actor.send({ method: "GET", path }).catch(() => undefined)),
  );
  // The room may have ended meanwhile.
  if (!moving || !still || moving.status === 404 || moving.status === 503) return undefined;
  if (moving.status !== 200 || still.status !== 200)
    return `a picture answers ${moving.status}, ${still.status}`;
  actor.picture = gif.url;
  if (gif.type === "image/webp") return wrongInStill(moving.body, gif);
  try {
    const { width, height, frames } = readStrictly(moving.body);
    const isAsTold = [width, height, frames.length].join() === [gif.width, gif.height, gif.frames].join();
    return isAsTold ? undefined : `${JSON.stringify(gif)} is ${width}×${height}, ${frames.length} frames`;
  } catch (error) {
    return (error as Error).message;
  }
}
