import { io, type ManagerOptions, type SocketOptions } from "socket.io-client";
import type { Chat, Member, RoomView } from "../../src/shared/events.js";
import { Client } from "./client.js";

type Fields = Record<string, string | number>;
type Options = Partial<ManagerOptions & SocketOptions>;

/** Somebody with a browser's cookie jar, who can also speak JSON and open sockets. */
export class Visitor {
  readonly url: string;
  /** Where the visitor comes from, as a proxy says it. */
  readonly address: string | undefined;
  cookie = "";

  constructor(url: string, address?: string) {
    this.url = url;
    this.address = address;
  }

  async request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookie) headers.set("cookie", this.cookie);
    if (this.address) headers.set("x-forwarded-for", this.address);
    const answer = await fetch(this.url + path, { redirect: "manual", ...init, method, headers });
    const [set] = answer.headers.getSetCookie();
    if (set) this.cookie = set.split(";")[0]!;
    return answer;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.request("GET", path, { headers });
  }

  async page(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  form(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Response> {
    const body = new URLSearchParams(Object.entries(fields).map(([key, value]) => [key, String(value)]));
    return this.request("POST", path, { body, headers });
  }

  /** The answer of a route that speaks JSON, with its status. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what comes back, whatever it is
  async json(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
    const headers = {
      accept: "application/json",
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const answer = await this.request(method, path, {
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : undefined };
  }

  async open(fields: Record<string, unknown> = {}): Promise<RoomView> {
    const { status, body } = await this.json("POST", "/room", { title: "A room", ...fields });
    if (status !== 201) throw new Error(`The room was not opened: ${JSON.stringify(body)}`);
    return body;
  }

  async me(): Promise<Member> {
    return (await this.json("POST", "/nickname", { name: "" })).body;
  }

  async say(room: string, chat: string, clientId?: string): Promise<Chat> {
    return (await this.json("POST", `/room/${room}/chat`, { chat, ...(clientId && { clientId }) })).body;
  }

  upload(
    room: string,
    file: Uint8Array,
    fields: Fields = {},
    accept = "application/json",
    fileName = "cat.gif",
  ): Promise<Response> {
    const body = new FormData();
    for (const [key, value] of Object.entries(fields)) body.set(key, String(value));
    body.set("gif", new Blob([file as Uint8Array<ArrayBuffer>], { type: "image/gif" }), fileName);
    return this.request("POST", `/room/${room}/gif`, { body, headers: { accept } });
  }

  /** A socket that has not been let in yet. */
  connect(namespace: string, options: Options = {}): Client {
    const extraHeaders = {
      ...(this.cookie && { cookie: this.cookie }),
      ...(this.address && { "x-forwarded-for": this.address }),
      ...options.extraHeaders,
    };
    const transports = ["websocket"];
    return new Client(io(this.url + namespace, { transports, forceNew: true, ...options, extraHeaders }));
  }

  /** Comes into a room; fails with the refusal's code. */
  async enter(room: string, after?: number, options: Options = {}): Promise<Client> {
    const client = this.connect("/chat", {
      ...options,
      auth: { room, ...(after !== undefined && { after }) },
    });
    await client.connected();
    await client.next("welcome");
    return client;
  }

  /** Watches a room, without a seat; fails with the refusal's code. */
  async watch(room: string): Promise<Client> {
    const client = this.connect("/chat", { auth: { room, spectate: true } });
    await client.connected();
    return client;
  }

  async lobby(): Promise<Client> {
    const client = this.connect("/room");
    await client.connected();
    return client;
  }
}
