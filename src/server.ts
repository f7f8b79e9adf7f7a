import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Config } from "./config.js";
import { openDatabase } from "./db/index.js";
import { createApp } from "./http/app.js";

export interface RunningServer {
  readonly url: string;
  readonly dataPlace: string;
  close(): Promise<void>;
}

/** The composition root: everything is built here from values, so that many servers can live in one process. */
export async function startServer(config: Config, onFatal: (reason: Error) => void): Promise<RunningServer> {
  const database = await openDatabase(config, onFatal);
  const server = createServer(createApp(database.isAlive));
  try {
    server.listen(config.port, config.host);
    await once(server, "listening");
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    url: urlOf(server.address() as AddressInfo),
    dataPlace: database.place,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await database.close();
    },
  };
}

function urlOf({ address, port }: AddressInfo): string {
  const anywhere = address === "::" || address === "0.0.0.0";
  const host = anywhere ? "localhost" : address.includes(":") ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
