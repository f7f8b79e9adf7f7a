import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Line {
  /** The same address by way of this line. */
  readonly uri: string;
  /** What has come back so far. */
  received: number;
  /** As long as it is set, nobody hears anything back. */
  silent: boolean;
  /** How long what is asked is on its way. */
  delayMs: number;
  /** Answers to requests that contain `asked` wait for `until`. */
  hold: { asked: string; until: Promise<unknown> } | undefined;
  /** How many requests were held so far. */
  held: number;
  /** Reads nothing any more of what is asked. */
  stall(): void;
  /** Ends all connections; new ones are taken. */
  cut(): void;
  close(): void;
}

/** A line to a database that counts what comes back, and on which a connection that says `silencer` hears no more. */
export async function lineTo(uri: string, silencer?: string): Promise<Line> {
  const { hostname, port } = new URL(uri);
  const open = new Set<Socket>();
  const server = createServer((here) => {
    const there = connect(Number(port), hostname);
    let silent = false;
    let held: Promise<unknown> | undefined;
    open.add(here.once("close", () => open.delete(here)));
    here.on("data", (data) => {
      silent ||= silencer !== undefined && data.includes(silencer);
      if (line.hold && data.includes(line.hold.asked)) {
        held = line.hold.until;
        line.held++;
      }
      if (line.delayMs) setTimeout(() => there.write(data), line.delayMs);
      else there.write(data);
    });
    there.on("data", (data) => {
      line.received += data.length;
      if (held) void held.then(() => here.write(data));
      else if (!silent && !line.silent) here.write(data);
    });
    for (const [one, other] of [[here, there] as const, [there, here] as const])
      one.on("close", () => other.destroy()).on("error", () => {}); // either end may just go
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const own = uri.replace(`:${port}`, `:${(server.address() as AddressInfo).port}`);
  const cut = () => {
    for (const connection of open) connection.destroy();
  };
  const stall = () => {
    for (const connection of open) connection.pause();
  };
  const state = { received: 0, silent: false, delayMs: 0, held: 0 };
  const line: Line = { uri: own, ...state, hold: undefined, stall, cut, close: () => server.close() };
  return line;
}
