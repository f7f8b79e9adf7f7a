import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import type { Chat } from "../../src/shared/events.js";
import { afterwards } from "../setup/afterwards.js";
import type { Visitor } from "./visitor.js";

const TIMEOUT_MS = 25_000;

export interface StreamEvent {
  event: string;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what comes, whatever it is
  payload: any;
}

interface Asked {
  /** What came last, as a browser says it when it comes back. */
  lastEventId?: string;
  query?: string;
  headers?: Record<string, string>;
}

/** A program that reads the event stream of a room as the standard says. */
export class Stream {
  readonly headers: IncomingMessage["headers"];
  readonly received: StreamEvent[] = [];
  /** Of each event, also of those that were taken out. */
  readonly ids: string[] = [];
  readonly retries: number[] = [];
  comments = 0;
  isOver = false;
  readonly #request: ClientRequest;
  readonly #answer: IncomingMessage;
  readonly #waiting = new Set<() => boolean>();
  readonly #callOff: () => void;
  #rest = "";

  private constructor(asked: ClientRequest, answer: IncomingMessage) {
    this.#request = asked;
    this.#answer = answer;
    this.headers = answer.headers;
    this.#callOff = afterwards(() => this.close());
    const onOver = () => {
      this.isOver = true;
      this.#look();
    };
    answer.setEncoding("utf8");
    answer.on("data", (piece: string) => this.#read(piece));
    answer.on("error", onOver).on("end", onOver).on("close", onOver);
  }

  /** Rejects with the code that it is refused with. */
  static async open(visitor: Visitor, room: string, asked: Asked = {}): Promise<Stream> {
    const { sent, answer } = await askForStream(visitor, room, asked);
    if (answer.statusCode === 200) return new Stream(sent, answer);
    throw new Error(JSON.parse(await text(answer)).error.code);
  }

  /** With the welcome, which it takes out. */
  static async enter(visitor: Visitor, room: string, asked: Asked = {}): Promise<Stream> {
    const stream = await Stream.open(visitor, room, asked);
    await stream.next("welcome");
    return stream;
  }

  get lastEventId(): string {
    return this.ids.at(-1) ?? "";
  }

  get chats(): Chat[] {
    return this.received.filter(({ event }) => event === "chat").flatMap(({ payload }) => payload);
  }

  has(event: string): boolean {
    return this.received.some((one) => one.event === event);
  }

  /** Takes the first such event out of those received, or waits for it. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  async next(event: string, wanted: (payload: any) => boolean = () => true): Promise<any> {
    let found: StreamEvent | undefined;
    const take = () => {
      const at = this.received.findIndex((one) => one.event === event && wanted(one.payload));
      if (at >= 0) [found] = this.received.splice(at, 1);
      return at >= 0;
    };
    await this.until(take, `No ${event}`);
    return found!.payload;
  }

  over(): Promise<void> {
    return this.until(() => this.isOver, "It did not end");
  }

  async until(done: () => boolean, failure = "It did not come to that", ms = TIMEOUT_MS): Promise<void> {
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
        reject(new Error(`${failure}, but: ${this.received.map(({ event }) => event).join(", ")}`));
      }, ms);
      this.#waiting.add(look);
    });
  }

  pause(): void {
    this.#answer.pause();
  }

  resume(): void {
    this.#answer.resume();
  }

  close(): void {
    this.#callOff();
    this.#request.destroy();
  }

  #read(piece: string): void {
    const blocks = (this.#rest + piece).split("\n\n");
    this.#rest = blocks.pop()!;
    for (const block of blocks) this.#take(block);
    this.#look();
  }

  #take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split("\n")) {
      const [name = "", ...rest] = line.split(":");
      const value = rest.join(":").replace(/^ /, "");
      if (name === "") this.comments++;
      else if (fields.has(name)) throw new Error(`Two of ${name}: ${block}`);
      else fields.set(name, value);
    }
    if (fields.has("retry")) this.retries.push(Number(fields.get("retry")));
    const [event, id] = [fields.get("event"), fields.get("id")];
    if (event === undefined || id === undefined) return;
    this.ids.push(id);
    this.received.push({ event, id, payload: JSON.parse(fields.get("data")!) });
  }

  #look(): void {
    for (const look of this.#waiting) if (look()) this.#waiting.delete(look);
  }
}

/** The answer as it comes, whatever it is. */
export function askForStream(
  { url, cookie, address }: Visitor,
  room: string,
  { lastEventId, query = "", headers = {} }: Asked = {},
  method = "GET",
): Promise<{ sent: ClientRequest; answer: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/room/${room}/events${query}`, {
      method,
      agent: false,
      headers: {
        accept: "text/event-stream",
        ...(cookie && { cookie }),
        ...(address && { "x-forwarded-for": address }),
        ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
        ...headers,
      },
    });
    sent.on("error", reject).on("response", (answer) => resolve({ sent, answer }));
    sent.end();
  });
}

/** What a stream is refused with. */
export async function streamRefusal(
  visitor: Visitor,
  room: string,
  asked: Asked = {},
): Promise<{ status: number | undefined; code: string; retryAfter: string | undefined }> {
  const { sent, answer } = await askForStream(visitor, room, asked);
  if (answer.statusCode === 200) sent.destroy();
  const said = answer.statusCode === 200 ? undefined : JSON.parse(await text(answer));
  return { status: answer.statusCode, code: said?.error.code, retryAfter: answer.headers["retry-after"] };
}
