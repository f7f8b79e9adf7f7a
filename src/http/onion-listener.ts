import type { Server as HttpServer, IncomingMessage } from "node:http";
import { createServer, type Server } from "node:net";
import type { OnionSettings } from "../config/onion.js";
import { isOnion, onionAddress } from "../lib/onion/onion-address.js";
import { readCircuit } from "../lib/onion/proxy-line.js";
import { listen } from "./listen.js";

const CLAIMS = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-request-id"];

/** Where Tor alone connects. Its connections go to the same server, with the circuit in the place of the address. */
export class OnionListener {
  readonly #place: OnionSettings["listen"];
  readonly #server: Server;

  constructor(http: HttpServer, settings: OnionSettings | undefined) {
    this.#place = settings?.listen;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      readCircuit(socket, (circuit) => {
        Object.defineProperty(socket, "remoteAddress", { value: onionAddress(circuit) });
        http.emit("connection", socket);
      }),
    );
    http.prependListener("request", dropClaims).prependListener("upgrade", dropClaims);
  }

  async start(): Promise<void> {
    if (this.#place) await listen(this.#server, this.#place, "ONION_LISTEN");
  }

  close(): void {
    if (this.#server.listening) this.#server.close();
  }
}

// Tor passes on what its visitors send: no proxy of ours is between.
function dropClaims({ socket, headers }: IncomingMessage): void {
  if (isOnion(socket.remoteAddress)) for (const name of CLAIMS) delete headers[name];
}
