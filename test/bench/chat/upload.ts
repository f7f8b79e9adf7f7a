import { gif } from "../../support/gif.js";
import type { Client } from "./client.js";
import type { Web } from "./web.js";

const BYTES = 2 * 1024 * 1024;

export interface Upload {
  body: Buffer;
  type: string;
}

/** A GIF of two megabytes. */
export function upload(): Upload {
  const frame = gif({ width: 480, height: 360, frames: 1 }).length;
  const file = gif({ width: 480, height: 360, frames: Math.floor(BYTES / frame) });
  return toUpload(file);
}

/** As a form sends it. */
export function toUpload(file: Buffer): Upload {
  const boundary = "bench-bench-bench-bench";
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="gif"; filename="cat.gif"\r\nContent-Type: image/gif\r\n\r\n`;
  return {
    body: Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

/** Until the answer has come, and everybody who listens has heard of it. */
export async function send(
  web: Web,
  path: string,
  { body, type }: Upload,
  listeners: Client[],
): Promise<number> {
  const heard = listeners.map(
    (client) =>
      new Promise<void>((resolve) => {
        client.onChats = () => resolve();
      }),
  );
  const started = performance.now();
  const headers = { accept: "application/json", "content-type": type, "content-length": String(body.length) };
  const { status, body: said } = await web.ask("POST", path, body, headers);
  if (status !== 201) throw new Error(`The picture was refused: ${said}`);
  await Promise.all(heard);
  return performance.now() - started;
}
