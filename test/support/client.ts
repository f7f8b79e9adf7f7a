import type { Socket } from "socket.io-client";
import WebSocket from "ws";
import type { Answer, Chat, ErrorView } from "../../src/shared/events.js";
import { afterwards } from "../setup/afterwards.js";

const TIMEOUT_MS = 25_000;

/** A Socket.IO client that keeps the events it received until a test asks for them. */
export class Client {
  readonly socket: Socket;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what comes, whatever it is
  readonly received: { event: string; payload: any }[] = [];
  readonly #waiting = new Set<() => boolean>();
  readonly #callOff: () => void;

  constructor(socket: Socket) {
    this.socket = socket;
    this.#callOff = afterwards(() => this.close());
    socket.onAny((event, ...args) => {
      if (typeof args.at(-1) === "function") args.pop()();
      this.#receive(event, args[0]);
    });
    socket.on("disconnect", (reason) => this.#receive("disconnect", reason));
  }

  /** Rejects with the code that the connection is refused with. */
  connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      const onRefused = (error: Error & { data?: { code: string } }) => {
        this.close();
        reject(new Error(error.data?.code ?? error.message));
      };
      this.socket.once("connect_error", onRefused);
      this.socket.once("connect", () => {
        // Later attempts to come back may fail, as while a server restarts: the next one may not.
        this.socket.off("connect_error", onRefused);
        resolve();
      });
    });
  }

  /** Takes the first such event out of those received, or waits for it. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  async next(event: string, wanted: (payload: any) => boolean = () => true, ms = TIMEOUT_MS): Promise<any> {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    let found: { payload: any } | undefined;
    const take = () => {
      const at = this.received.findIndex((one) => one.event === event && wanted(one.payload));
      if (at >= 0) [found] = this.received.splice(at, 1);
      return at >= 0;
    };
    const events = () => this.received.map((one) => one.event).join(", ");
    await this.until(take, () => `No ${event} was received, but: ${events()}`, ms);
    return found!.payload;
  }

  /** Looks again after each event. */
  async until(
    done: () => boolean,
    failure = () => "It did not come to that",
    ms = TIMEOUT_MS,
  ): Promise<void> {
    if (done()) return;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!done()) return false;
        clearTimeout(timeout);
        resolve();
        return true;
      };
      const timeout = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(failure()));
      }, ms);
      this.#waiting.add(look);
    });
  }

  /** Every message received so far. */
  get chats(): Chat[] {
    return this.received.filter(({ event }) => event === "chat").flatMap(({ payload }) => payload);
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  ask(event: string, ...args: unknown[]): Promise<Answer<any>> {
    return this.socket.timeout(TIMEOUT_MS).emitWithAck(event, ...args);
  }

  /** The data of an answer; a refusal is an error. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  async call(event: string, ...args: unknown[]): Promise<any> {
    const answer = await this.ask(event, ...args);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.data;
  }

  /** The code that a request is refused with. */
  async refusal(event: string, ...args: unknown[]): Promise<string> {
    const answer = await this.ask(event, ...args);
    return answer.ok ? "nothing" : answer.error.code;
  }

  has(event: string): boolean {
    return this.received.some((one) => one.event === event);
  }

  close(): void {
    this.#callOff();
    this.socket.disconnect();
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  #receive(event: string, payload: any): void {
    this.received.push({ event, payload });
    for (const look of this.#waiting) if (look()) this.#waiting.delete(look);
  }
}

/** A bare websocket to the same address, for packets that no client of Socket.IO would send, and for reading slowly. */
export function bareSocket({ url, cookie }: { url: string; cookie: string }): WebSocket {
  const path = "/socket.io/?EIO=4&transport=websocket";
  return new WebSocket(url.replace("http", "ws") + path, { headers: { cookie } });
}

/** As when a network ends: no close frame is sent. */
export function cut({ socket }: Client): void {
  (socket.io.engine.transport as unknown as { ws: WebSocket }).ws.terminate();
}

export interface RefusedConnection {
  message: string;
  data: ErrorView;
}

export const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once("connect", resolve));

/** What a connection is refused with. */
export function refusalOf(socket: Socket): Promise<RefusedConnection> {
  return new Promise((resolve, reject) => {
    socket.once("connect_error", (error) => {
      const { message, data } = error as unknown as RefusedConnection;
      resolve({ message, data });
    });
    socket.once("connect", () => reject(new Error("It was accepted")));
    socket.once("disconnect", (reason) => reject(new Error(`It was closed without a refusal: ${reason}`)));
  });
}
