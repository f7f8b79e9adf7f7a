import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { BSON } from "bson";
import { afterwards } from "../../setup/afterwards.js";
import { ProxiedConnection } from "./connection.js";
import { type Action, type Fault, type FaultOptions, Faults } from "./faults.js";
import { Member } from "./member.js";
import { RetriedWrites } from "./retried-writes.js";

export type { Action, CodeName, Fault, FaultOptions } from "./faults.js";

/** Plays a replica set of one member in front of a MongoDB that is none, and answers wrongly when it is told to. */
export class ReplicaSet {
  readonly uri: string;
  /** Every command since `record` was called. */
  commands: BSON.Document[] | undefined;
  readonly #member: Member;
  readonly #faults: Faults;
  readonly #retriedWrites: RetriedWrites;
  readonly #server: Server;
  readonly #open = new Set<ProxiedConnection>();
  readonly #callOff: () => void;

  static async start(storeUri: string): Promise<ReplicaSet> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ReplicaSet(storeUri, server);
  }

  private constructor(storeUri: string, server: Server) {
    const { hostname, port } = new URL(storeUri);
    const own = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#member = new Member("rs");
    this.#member.address = own;
    this.#faults = new Faults();
    this.#retriedWrites = new RetriedWrites();
    this.#server = server;
    this.uri = storeUri.replace(`${hostname}:${port}`, own).replace("directConnection=true", "replicaSet=rs");
    const shared = {
      store: { host: hostname, port: Number(port) },
      member: this.#member,
      faults: this.#faults,
      retriedWrites: this.#retriedWrites,
      onCommand: ({ body }: { body: BSON.Document }) => this.commands?.push(body),
    };
    server.on("connection", (client) => {
      const connection = new ProxiedConnection(client, shared);
      this.#open.add(connection);
      client.once("close", () => this.#open.delete(connection));
    });
    this.#callOff = afterwards(() => void this.close());
  }

  get repeatedWrites(): number {
    return this.#retriedWrites.repeated;
  }

  record(): void {
    this.commands = [];
  }

  fail(action: Action, options?: FaultOptions): Fault {
    return this.#faults.add(action, options);
  }

  /** Is no primary for so long, and interrupts what it is doing. */
  async stepDown(ms: number): Promise<void> {
    this.#member.become("secondary");
    await delay(ms);
    this.#member.become("primary");
  }

  cut(): void {
    for (const connection of this.#open) connection.cut();
  }

  async close(): Promise<void> {
    this.#callOff();
    if (!this.#server.listening) return;
    this.#server.close();
    this.cut();
    await once(this.#server, "close");
  }
}
