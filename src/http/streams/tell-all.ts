import { OverloadError } from "../../lib/overload-error.js";
import {
  type Listener,
  Refusal,
  sendMissedChanges,
  sendMissedChats,
  type Visitor,
} from "../../services/index.js";
import type { AppContext } from "../app-context.js";
import type { EventStream } from "./event-stream.js";

interface Place {
  after?: number | undefined;
  changed?: number | undefined;
}

/** The welcome, what the client missed, and from then on what the room says. */
export async function tellAll(
  context: AppContext,
  stream: EventStream,
  visitor: Visitor,
  place: Place,
): Promise<void> {
  try {
    const { seq, changed } = await welcome(context, stream, visitor, place);
    const { chats, edits } = context.services;
    const listener = toListener(context, stream, visitor);
    const known = await sendMissedChanges(listener, edits, changed, seq);
    stream.changedUpTo(known);
    await sendMissedChats(listener, chats, seq);
    // Changes are heard from here on; those made while the pages were read may have been missed.
    await sendMissedChanges(listener, edits, known);
  } catch (error) {
    if (!stream.isOpen && (error instanceof Refusal || error instanceof OverloadError)) return;
    stream.abandon("lost");
    throw error;
  }
}

async function welcome(
  { services }: AppContext,
  stream: EventStream,
  visitor: Visitor,
  { after, changed }: Place,
): Promise<{ seq: number; changed: number }> {
  const { chats, edits, entry, lifetimes, siteSwitches } = services;
  const { room } = stream;
  // In the turn in which the stream was added: a later warning comes to it with the room.
  const ending = lifetimes.warningOf(room);
  const lastChange = await edits.last(room);
  const [view, lastSeq] = await Promise.all([entry.viewForMember(visitor, room), chats.lastSeq(room)]);
  const { membersJson, ...seen } = view;
  // Numbers from the future say nothing about what is to come.
  const known = {
    seq: Math.min(after ?? lastSeq, lastSeq),
    changed: Math.min(changed ?? lastChange, lastChange),
  };
  const fields = JSON.stringify({ ...seen, lastSeq, changed: known.changed, at: new Date().toISOString() });
  stream.welcome(`${fields.slice(0, -1)},"members":${membersJson}}`, known.seq, known.changed);
  const { announcement } = siteSwitches;
  if (announcement) stream.send("announce", JSON.stringify(announcement));
  if (ending && ending.expiresAt === view.room.expiresAt) stream.send("ending", JSON.stringify(ending));
  return known;
}

function toListener({ load }: AppContext, stream: EventStream, visitor: Visitor): Listener {
  const isGone = () => !stream.isOpen;
  return {
    room: stream.room,
    visitor,
    get isOpen() {
      return stream.isOpen;
    },
    onChats: (json, last) => stream.chats(json, last),
    onChange: (chat) => {
      stream.changedUpTo(chat.change ?? 0);
      stream.send(chat.removedAt ? "removeChat" : "editChat", JSON.stringify(chat));
    },
    subscribe: () => stream.subscribe(),
    drained: () => stream.drained(),
    // Not refused when much is waiting: each stream waits for one page at a time.
    inTurn: (read) => load.turns.run(load.shareOf(visitor.address), read, { isGone, isBounded: true }),
  };
}
