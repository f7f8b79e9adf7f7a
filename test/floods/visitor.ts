import { type IncomingMessage, request } from "node:http";
import WebSocket from "ws";

export interface Reply {
  status: number;
  text: string;
  headers: IncomingMessage["headers"];
}

/** Somebody with an address of their own on loopback. */
export class Visitor {
  readonly url: string;
  readonly address: string;
  cookie = "";

  private constructor(url: string, address: string) {
    this.url = url;
    this.address = address;
  }

  static async arrive(url: string, address: string): Promise<Visitor> {
    const visitor = new Visitor(url, address);
    const { status, text } = await visitor.ask("GET", "/");
    if (status !== 200 || !visitor.cookie)
      throw new Error(`${address} was answered ${status} ${text.slice(0, 200)}`);
    return visitor;
  }

  ask(method: string, path: string, fields?: object): Promise<Reply> {
    return this.send(method, path, fields && JSON.stringify(fields), "application/json");
  }

  send(method: string, path: string, body: string | Buffer | undefined, type: string): Promise<Reply> {
    const headers = {
      accept: "application/json",
      ...(this.cookie && { cookie: this.cookie }),
      ...(body && { "content-type": type, "content-length": Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const asked = request(this.url + path, { method, headers, localAddress: this.address, agent: false });
      asked.on("error", reject).on("response", (response) => {
        const [set] = response.headers["set-cookie"] ?? [];
        if (set) this.cookie = set.split(";")[0]!;
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode!, text, headers: response.headers });
        });
      });
      asked.end(body);
    });
  }

  async open(fields: object): Promise<string> {
    const { status, text } = await this.ask("POST", "/room", fields);
    if (status !== 201) throw new Error(`The room was not opened: ${status} ${text}`);
    return JSON.parse(text)._id;
  }

  enter(room: string): Promise<RoomSocket> {
    return RoomSocket.enter(this, room);
  }
}

/** A bare websocket in a room, which may stop reading. */
export class RoomSocket {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<
    number,
    { resolve: (answer: string) => void; reject: (error: Error) => void }
  >();
  #nextId = 0;

  private constructor({ url, address, cookie }: Visitor) {
    const path = "/socket.io/?EIO=4&transport=websocket";
    const options = { headers: { cookie }, localAddress: address, perMessageDeflate: false };
    this.#socket = new WebSocket(url.replace("http", "ws") + path, options);
  }

  static enter(visitor: Visitor, room: string): Promise<RoomSocket> {
    const client = new RoomSocket(visitor);
    const socket = client.#socket;
    return new Promise((resolve, reject) => {
      socket.on("error", reject).on("close", () => {
        reject(new Error("The connection was closed"));
        for (const asked of client.#waiting.values()) asked.reject(new Error("The connection was closed"));
        client.#waiting.clear();
      });
      socket.on("message", (data) => {
        const said = data.toString();
        if (said.startsWith("0")) socket.send(`40/chat,${JSON.stringify({ room })}`);
        else if (said === "2") socket.send("3");
        else if (said.startsWith("43")) client.#onAnswer(said);
        else if (said.startsWith("44")) reject(new Error(said));
        else if (said.startsWith('42/chat,["welcome"')) resolve(client);
      });
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** The answer as it was sent. Rejects if the connection closes before. */
  ask(event: string, input: object): Promise<string> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(`42/chat,${id}${JSON.stringify([event, input])}`);
    });
  }

  send(event: string, input: object): void {
    this.#socket.send(`42/chat,${this.#nextId++}${JSON.stringify([event, input])}`);
  }

  stopReading(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }

  #onAnswer(said: string): void {
    const from = said.indexOf("[");
    const id = Number(said.slice("43/chat,".length, from));
    this.#waiting.get(id)?.resolve(said.slice(from));
    this.#waiting.delete(id);
  }
}

export const isOk = (answer: string): boolean => answer.startsWith('[{"ok":true');
