import { type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";

const TIMEOUT_MS = 30_000;

export interface Sent {
  method: string;
  path: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Uint8Array;
}

export interface Reply {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** Unlike `fetch` it leaves path and headers as they are. A reply that does not come in time is an error. */
export function send(url: string, { method, path, headers, body }: Sent): Promise<Reply | undefined> {
  const { hostname, port } = new URL(url);
  // Node sends the body of a GET without saying that there is one.
  const length = body && { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, agent: false, headers: { ...length, ...headers } });
    const timeout = setTimeout(() => {
      reject(new Error("no answer in time"));
      sent.destroy();
    }, TIMEOUT_MS);
    const settle = (reply?: Reply) => {
      clearTimeout(timeout);
      resolve(reply);
    };
    // Whoever sends too much, or what is no request, may be cut off.
    sent.on("error", () => settle());
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      const { statusCode: status = 0, headers } = response;
      // A stream never ends by itself.
      if (headers["content-type"]?.startsWith("text/event-stream"))
        response.once("data", (body: Buffer) => {
          settle({ status, headers, body });
          sent.destroy();
        });
      response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", () => settle());
      response.on("end", () => {
        settle({ status, headers, body: Buffer.concat(chunks) });
      });
    });
    sent.end(body);
  });
}

export function multipart(parts: [headers: string, body: string | Uint8Array][], boundary = "fuzz"): Buffer {
  const pieces = parts.flatMap(([headers, body]) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${headers}\r\n\r\n`),
    Buffer.from(body as Uint8Array),
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}
