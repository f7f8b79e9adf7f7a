import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { BSON } from "bson";
import {
  type Action,
  type CodeName,
  errorReply,
  type Faults,
  pretendedReply,
  writeConcernFields,
} from "./faults.js";
import type { Member } from "./member.js";
import {
  encodeReply,
  MessageReader,
  parseRequest,
  type Request,
  readReply,
  replyBody,
  withFields,
  withoutTransactionNumber,
} from "./message.js";
import type { RetriedWrites } from "./retried-writes.js";

export interface Shared {
  readonly store: { host: string; port: number };
  readonly member: Member;
  readonly faults: Faults;
  readonly retriedWrites: RetriedWrites;
  onCommand(request: Request): void;
}

const HELLO = new Set(["hello", "isMaster", "ismaster"]);
const ALLOWED_ON_SECONDARY = new Set(
  "saslStart saslContinue endSessions killCursors buildInfo ping".split(" "),
);
const WRITES = new Set("insert update delete findAndModify createIndexes drop dropDatabase".split(" "));

/** One connection of a driver and the one to the store behind it. Commands are answered one after the other. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #store: Socket;
  readonly #shared: Shared;
  readonly #waiting: ((reply: Buffer) => void)[] = [];
  #work = Promise.resolve();

  constructor(client: Socket, shared: Shared) {
    this.#client = client;
    this.#shared = shared;
    this.#store = connect(shared.store);
    const [requests, replies] = [new MessageReader(), new MessageReader()];
    client.on("data", (chunk) => {
      for (const bytes of requests.read(chunk)) {
        const request = parseRequest(bytes);
        this.#work = this.#work.then(() => this.#handle(request));
      }
    });
    this.#store.on("data", (chunk) => {
      for (const reply of replies.read(chunk)) this.#waiting.shift()?.(reply);
    });
    for (const [one, other] of [[client, this.#store] as const, [this.#store, client] as const])
      one.on("close", () => other.destroy()).on("error", () => {}); // either end may just go
  }

  cut(): void {
    this.#client.destroy();
  }

  async #handle(request: Request): Promise<void> {
    const { member, faults, retriedWrites } = this.#shared;
    this.#shared.onCommand(request);
    if (HELLO.has(request.name)) return this.#hello(request);
    const action = faults.find(request) ?? this.#roleAction(request);
    if (action && !isAfter(action)) return this.#act(request, action);
    const { isPrimary } = member;
    const run = () => this.#forward(withoutTransactionNumber(request));
    const reply = await retriedWrites.once(request, run);
    // A member that steps down interrupts what it is doing.
    const interrupted: Action = { error: "InterruptedDueToReplStateChange" };
    if (action) this.#act(request, action, reply);
    else if (isPrimary && !member.isPrimary) this.#act(request, interrupted);
    else this.#reply(request, replyBody(reply));
  }

  #roleAction({ name }: Request): Action | undefined {
    if (this.#shared.member.isPrimary || ALLOWED_ON_SECONDARY.has(name)) return undefined;
    const error: CodeName = WRITES.has(name) ? "NotWritablePrimary" : "NotPrimaryNoSecondaryOk";
    return { error };
  }

  #act(request: Request, action: Action, reply?: Buffer): void {
    if ("silent" in action) return;
    if ("cut" in action) return this.cut();
    if ("error" in action)
      return this.#reply(request, errorReply(request, action.error, this.#shared.member.topologyVersion));
    const fields = writeConcernFields(request, action.writeConcernError);
    this.#reply(request, reply ? withFields(replyBody(reply), fields) : { ...pretendedReply, ...fields });
  }

  #reply(request: Request, answer: BSON.Document | Buffer): void {
    const { times } = this.#shared.member;
    const body = Buffer.isBuffer(answer) ? withFields(answer, times) : { ...answer, ...times };
    this.#client.write(encodeReply(request, body));
  }

  async #hello(request: Request): Promise<void> {
    const { member } = this.#shared;
    const { topologyVersion: known, maxAwaitTimeMS } = request.body;
    const own = readReply(await this.#forward(request.bytes));
    const watches = known !== undefined && maxAwaitTimeMS !== undefined;
    const isNews = () => !known?.counter || Number(known.counter) !== Number(member.topologyVersion.counter);
    if (watches && !isNews()) await member.changed(Number(maxAwaitTimeMS));
    if (!watches) return this.#reply(request, member.hello(own));
    while (!this.#client.destroyed) {
      const answer = { ...member.hello(own), ...member.times };
      this.#client.write(encodeReply(request, answer, { moreToCome: true }));
      await Promise.race([member.changed(Number(maxAwaitTimeMS)), delay(Number(maxAwaitTimeMS))]);
    }
  }

  #forward(bytes: Buffer): Promise<Buffer> {
    this.#store.write(bytes);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

const isAfter = (action: Action): boolean =>
  "cut" in action ? action.cut === "after" : "at" in action && action.at === "after";
