import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Backlog, LoadLimits } from "../lib/load/load-limits.js";

/** Browsers and proxies send the next request after the answer, so more are a flood. */
const MAX_PIPELINED = 50;

type AddressReader = (request: IncomingMessage) => string;
type Request = [request: IncomingMessage, response: ServerResponse];

interface Connection {
  /** Of the last request: a proxy sends those of several visitors over one connection. */
  share: string;
  isBusy: boolean;
  waiting: Request[] | undefined;
}

// The TCP connections of a server. Requests of one connection are handled one after the other, and other connections
// get their turn between them: Node starts all that have arrived, and 1,500 pages at once stop everybody for seconds.
export class HttpConnections {
  readonly #open = new Map<Socket, Connection>();
  readonly #shareOf: (request: IncomingMessage) => string;
  readonly #handlers: RequestListener[];

  constructor(server: Server, addressOf: AddressReader, { shareOf, unsent }: LoadLimits) {
    this.#shareOf = (request) => shareOf(addressOf(request));
    unsent.addSource((tell) => this.#tellBacklogs(tell));
    this.#handlers = server.listeners("request") as RequestListener[];
    server
      .removeAllListeners("request")
      .on("request", (request, response) => this.#onRequest(request, response))
      .prependListener("upgrade", (request) => this.#noteShare(request))
      .on("connection", (socket) => this.#add(socket));
  }

  /** `closeAllConnections` leaves websockets open, and a client that reads nothing never closes its own. */
  destroyAll(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }

  #add(socket: Socket): void {
    const connection = { share: "", isBusy: false, waiting: undefined };
    this.#open.set(socket, connection);
    socket.on("close", () => this.#open.delete(socket));
    // Node takes its own listener away at an upgrade. Without one, a reset while it waits for its turn ends the process.
    socket.on("error", () => socket.destroy());
  }

  #noteShare(request: IncomingMessage): void {
    const connection = this.#open.get(request.socket);
    if (connection) connection.share = this.#shareOf(request);
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.#open.get(socket);
    // The parser goes on to the end of what it has read, after the connection was cut as well.
    if (!connection || socket.destroyed) return;
    if (!connection.isBusy) return this.#handle(connection, request, response);
    connection.waiting ??= [];
    if (connection.waiting.length < MAX_PIPELINED) connection.waiting.push([request, response]);
    else socket.destroy();
  }

  #handle(connection: Connection, request: IncomingMessage, response: ServerResponse): void {
    connection.isBusy = true;
    connection.share = this.#shareOf(request);
    response.once("close", () => this.#onAnswered(connection, request.socket));
    for (const handle of this.#handlers) handle(request, response);
  }

  #onAnswered(connection: Connection, socket: Socket): void {
    if (!connection.waiting?.length) {
      connection.isBusy = false;
      connection.waiting = undefined;
      return;
    }
    setImmediate(() => {
      const next = connection.waiting?.shift();
      if (next && !socket.destroyed) this.#handle(connection, ...next);
    });
  }

  #tellBacklogs(tell: (backlog: Backlog) => void): void {
    this.#open.forEach(({ share }, socket) => {
      if (socket.writableLength)
        tell({ address: share, bytes: socket.writableLength, close: () => socket.destroy() });
    });
  }
}
