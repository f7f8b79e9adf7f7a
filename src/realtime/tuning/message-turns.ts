// Sets `allowSynchronousEvents` of a receiver of ws 8 for a turn of the event loop, by the Engine.IO 6.6 event
// `packet`: a connection that sends a thousand messages at once hands over a few of them in each turn. Always on, it
// would cost 5% of each chat. test/realtime/message-turns.test.ts fails when the libraries change.
import { type Connection, contextOf } from "./connection-context.js";

const MAX_MESSAGES = 64;

interface Receiver {
  _allowSynchronousEvents: boolean;
}

interface Internals {
  readonly transport: { readonly socket?: { readonly _receiver?: Receiver | null } };
}

let turn = 0;
let isTurnCounted = false;
const paused: Receiver[] = [];

export function takeTurnsByMessage(connection: Connection): void {
  connection.on("packet", onPacket);
}

function onPacket(this: Connection): void {
  if (!isTurnCounted) {
    isTurnCounted = true;
    setImmediate(countTurn);
  }
  const context = contextOf(this);
  if (context.turn !== turn) {
    context.turn = turn;
    context.messages = 0;
  }
  if (++context.messages !== MAX_MESSAGES) return;
  const receiver = (this as unknown as Internals).transport.socket?._receiver;
  if (!receiver) return;
  receiver._allowSynchronousEvents = false;
  paused.push(receiver);
}

function countTurn(): void {
  turn++;
  isTurnCounted = false;
  for (const receiver of paused.splice(0)) receiver._allowSynchronousEvents = true;
}
