import WebSocket from "ws";
import { type Actor, count } from "./actor.js";
import { codes, events } from "./protocol.js";
import type { Random } from "./random.js";
import { fields, text, value } from "./values.js";

const PACKETS = 30;
const TIMEOUT_MS = 30_000;
const SETTLE_MS = 20;

/** Speaks Socket.IO badly over a bare websocket; returns which requests were answered wrongly. */
export function fuzzSocket(actor: Actor, random: Random): Promise<string | undefined> {
  return new Promise((resolve) => new FuzzSocket(actor, random, resolve));
}

class FuzzSocket {
  readonly #actor: Actor;
  readonly #random: Random;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, string>();
  #wrong: string | undefined;

  constructor(actor: Actor, random: Random, done: (wrong: string | undefined) => void) {
    this.#actor = actor;
    this.#random = random;
    const url = `${actor.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(url, { headers: { cookie: actor.cookie }, perMessageDeflate: false });
    this.#socket = socket;
    const timeout = setTimeout(() => {
      this.#wrong ??= `no acknowledgement of ${[...this.#waiting.values()].join("\n  ")}`;
      socket.terminate();
    }, TIMEOUT_MS);
    socket.on("message", (data) => this.#onMessage(data.toString()));
    // Whoever sends what is no packet may be disconnected, with requests unanswered.
    socket
      .on("error", () => socket.terminate())
      .on("close", () => {
        clearTimeout(timeout);
        done(this.#wrong);
      });
  }

  #onMessage(said: string): void {
    if (said === "2") this.#socket.send("3");
    else if (said.startsWith("0")) this.#connect();
    else if (said.startsWith("44")) this.#onRefused(said);
    else if (said.startsWith("43")) this.#onAnswer(said);
    else if (said.startsWith("40/chat")) this.#sendAll();
    if (said.startsWith("41") || said.startsWith("40/room")) this.#finish();
  }

  #connect(): void {
    const random = this.#random;
    const odd = { ...fields(random), room: value(random), after: value(random), changed: value(random) };
    const spectate = random.chance(0.2) ? random.pick([true, value(random)]) : undefined;
    const auth = random.chance(0.85)
      ? { room: this.#actor.room, spectate }
      : random.pick([odd, value(random)]);
    const namespace = random.chance(0.95) ? "/chat" : random.pick(["/room", "/", `/${text(random, 5)}`]);
    this.#socket.send(`40${namespace},${JSON.stringify(auth) ?? ""}`);
    if (namespace !== "/chat") setTimeout(() => this.#finish(), SETTLE_MS);
  }

  #onRefused(said: string): void {
    const code = /"code":"(\w+)"/.exec(said)?.[1];
    // Socket.IO itself refuses a namespace that does not exist.
    if (!said.includes("Invalid namespace") && !codes.has(code ?? "")) this.#wrong ??= `refused with ${said}`;
    this.#socket.terminate();
  }

  #onAnswer(said: string): void {
    const [, id, answer] = /^43\/chat,(\d+)(.*)$/s.exec(said) ?? [];
    const asked = this.#waiting.get(Number(id));
    if (asked === undefined) return;
    this.#waiting.delete(Number(id));
    const [{ ok, error }] = JSON.parse(answer!);
    count(ok ? "acknowledged" : error?.code);
    if (!ok && !(codes.has(error?.code) && error.code !== "INTERNAL"))
      this.#wrong ??= `${answer}\n  ${asked.slice(0, 500)}`;
    if (this.#waiting.size === 0) this.#finish();
  }

  #sendAll(): void {
    for (let id = 0; id < PACKETS; id++) {
      const random = this.#random;
      if (random.chance(0.03)) this.#socket.send(this.#malformed());
      const event = this.#event();
      const args = random.chance(0.85) ? [this.#payload()] : random.list(3, () => value(random));
      const packet = JSON.stringify([event, ...args]);
      // The server knows nothing of others, and disconnects who leaves.
      const isKnown = events.includes(event) && event !== "leave";
      if (isKnown) this.#waiting.set(id, packet);
      this.#socket.send(`42/chat,${isKnown ? id : ""}${packet}`);
    }
    if (this.#waiting.size === 0) this.#finish();
  }

  #event(): string {
    const random = this.#random;
    if (random.chance(0.05)) return random.pick(["x", "__proto__", text(random, 9)]);
    // Who leaves is not allowed anything more, and may end the room.
    return random.pick(random.chance(0.01) ? events : events.filter((name) => name !== "leave"));
  }

  #payload(): unknown {
    const random = this.#random;
    const to = random.pick([this.#actor.id, text(random, 10)]);
    const likely = {
      seq: 1 + random.below(4),
      to,
      member: text(random, 5),
      chat: text(random),
      name: text(random, 20),
    };
    return random.chance(0.6) ? { ...likely, ...fields(random) } : value(random);
  }

  #malformed(): string | Buffer {
    const random = this.#random;
    const packets = [
      ...[
        "42",
        "4",
        "40/chat,{",
        "9",
        "42/chat,[1",
        "42/chat,[]",
        '42/chat,{"a":1}',
        "40/chat,null",
        "\0",
        "41",
      ],
      ...[
        '451-/chat,["chat",{"_placeholder":true,"num":5}]',
        "4599999-[]",
        "43/chat,1[]",
        "42/chat,99999999999[1]",
      ],
      ...[
        Buffer.from(random.bytes(50)),
        `42/chat,1["chat",${"[".repeat(5000)}`,
        "1",
        "5",
        "6",
        "2probe",
        "x",
      ],
    ];
    return random.pick(packets);
  }

  #finish(): void {
    this.#socket.close();
  }
}
