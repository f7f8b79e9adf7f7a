import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll } from "vitest";
import { Visitor } from "../support/visitor.js";

export const ONION_URL = `http://${"abcdefgh".repeat(7)}.onion`;

/** What Tor writes before the bytes of a stream: `HiddenServiceExportCircuitID haproxy`. */
export const lineOf = (circuit: number): string =>
  `PROXY TCP6 fc00:dead:beef:4dad::${(circuit >> 16).toString(16)}:${(circuit & 0xffff).toString(16)} ::1 ${1 + (circuit % 65535)} 80\r\n`;

/** In the place of Tor: each visitor comes by a circuit of his own, or by the one that is named. */
export function torTo(port: number | string): (circuit?: number) => Promise<Visitor> {
  const closers: (() => void)[] = [];
  afterAll(() => {
    for (const close of closers) close();
  });
  let last = 100;
  return async (circuit = ++last) => {
    const open = new Set<Socket>();
    const server = createServer((here) => {
      const there = connect(typeof port === "number" ? { port, host: "127.0.0.1" } : { path: port });
      there.write(lineOf(circuit));
      here.pipe(there).pipe(here);
      open.add(here);
      for (const one of [here, there])
        one.on("error", () => here.destroy()).on("close", () => there.destroy());
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    closers.push(() => {
      for (const socket of open) socket.destroy();
      server.close();
    });
    const visitor = new Visitor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await visitor.page("/");
    return visitor;
  };
}
