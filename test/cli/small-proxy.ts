import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface SmallProxy {
  readonly url: string;
  /** Where it passes requests on to. */
  to: string;
  /** What it does with the headers of a request; by default what one should. */
  headers: (request: IncomingMessage) => Record<string, unknown>;
  passesUpgrades: boolean;
  /** How far its clock is ahead. */
  aheadMs: number;
  close(): void;
}

export const wellDone = ({ headers, socket }: IncomingMessage) => ({
  ...headers,
  "x-forwarded-for": socket.remoteAddress,
  "x-forwarded-proto": "http",
});

/** A reverse proxy whose mistakes a test chooses. */
export async function startSmallProxy(to = ""): Promise<SmallProxy> {
  const passOn = (req: IncomingMessage) => {
    const { hostname, port } = new URL(proxy.to);
    const given = Object.entries(proxy.headers(req)).filter(([, value]) => value !== undefined);
    const headers = Object.fromEntries(given) as Record<string, string>;
    return request({ hostname, port, path: req.url, method: req.method, headers, agent: false });
  };
  const server = createServer((req, res) => {
    const there = passOn(req).once("error", () => res.writeHead(502).end());
    there.once("response", (answer) => {
      const date = new Date(Date.now() + proxy.aheadMs).toUTCString();
      res.writeHead(answer.statusCode!, { ...answer.headers, date });
      answer.pipe(res);
    });
    req.pipe(there);
  });
  server.on("upgrade", (req, socket) => {
    if (!proxy.passesUpgrades) {
      socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const there = passOn(req).once("error", () => socket.destroy());
    there.once("response", () => socket.destroy());
    there.once("upgrade", (answer, other) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
      socket.pipe(other).pipe(socket);
      for (const one of [socket, other]) one.once("error", () => {}); // either end may just go
    });
    there.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => void server.close().closeAllConnections();
  const proxy: SmallProxy = { url, to, headers: wellDone, passesUpgrades: true, aheadMs: 0, close };
  return proxy;
}
