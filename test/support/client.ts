import type { Socket } from "socket.io-client";
import WebSocket from "ws";
import type { Answer, Chat } from "../../src/shared/events.js";
import { afterwards } from "../setup/afterwards.js";

const PATIENCE_MS = 25_000;

/** One end of a socket, that remembers what it heard until somebody asks for it. */
export class Client {
  readonly socket: Socket;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says
  readonly heard: { event: string; said: any }[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #callOff: () => void;

  constructor(socket: Socket) {
    this.socket = socket;
    this.#callOff = afterwards(() => this.close());
    socket.onAny((event, ...args) => {
      if (typeof args.at(-1) === "function") args.pop()();
      this.heard.push({ event, said: args[0] });
      for (const look of this.#listeners) look();
    });
    socket.on("disconnect", (reason) => {
      this.heard.push({ event: "disconnect", said: reason });
      for (const look of this.#listeners) look();
    });
  }

  connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.once("connect", resolve);
      this.socket.once("connect_error", (error: Error & { data?: { code: string } }) => {
        this.close();
        reject(new Error(error.data?.code ?? error.message));
      });
    });
  }

  /** The first of these that is heard, or was and has not been asked for. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  next(event: string, wanted: (said: any) => boolean = () => true, patienceMs = PATIENCE_MS): Promise<any> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const at = this.heard.findIndex((one) => one.event === event && wanted(one.said));
        if (at < 0) return;
        clearTimeout(patience);
        this.#listeners.delete(look);
        resolve(this.heard.splice(at, 1)[0]!.said);
      };
      const heard = () => this.heard.map((one) => one.event).join(", ");
      const patience = setTimeout(
        () => reject(new Error(`No ${event} was heard, but: ${heard()}`)),
        patienceMs,
      );
      this.#listeners.add(look);
      look();
    });
  }

  /** Everything it has been told so far to have been said in the room. */
  get chats(): Chat[] {
    return this.heard.filter(({ event }) => event === "chat").flatMap(({ said }) => said);
  }

  async until(done: () => boolean): Promise<void> {
    if (done()) return;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!done()) return;
        clearTimeout(patience);
        this.#listeners.delete(look);
        resolve();
      };
      const patience = setTimeout(() => reject(new Error("It did not come to that")), PATIENCE_MS);
      this.#listeners.add(look);
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  ask(event: string, ...args: unknown[]): Promise<Answer<any>> {
    return this.socket.timeout(PATIENCE_MS).emitWithAck(event, ...args);
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  async done(event: string, ...args: unknown[]): Promise<any> {
    const answer = await this.ask(event, ...args);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.data;
  }

  /** What it is refused with. */
  async refusal(event: string, ...args: unknown[]): Promise<string> {
    const answer = await this.ask(event, ...args);
    return answer.ok ? "nothing" : answer.error.code;
  }

  has(event: string): boolean {
    return this.heard.some((one) => one.event === event);
  }

  close(): void {
    this.#callOff();
    this.socket.disconnect();
  }
}

/** A bare websocket to the same address, for packets that no client of Socket.IO would send, and for reading slowly. */
export function bareSocket({ url, cookie }: { url: string; cookie: string }): WebSocket {
  const path = "/socket.io/?EIO=4&transport=websocket";
  return new WebSocket(url.replace("http", "ws") + path, { headers: { cookie } });
}
