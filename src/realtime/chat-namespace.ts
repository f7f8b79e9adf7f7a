import { isAway, Refusal } from "../services/index.js";
import { memberView } from "../services/presenters.js";
import type { Sessions } from "../session/index.js";
import type { Member, Welcome } from "../shared/events.js";
import { languageOf } from "../shared/i18n/detect-language.js";
import type { Language } from "../shared/page-props.js";
import { catchUp, missedChanges } from "./catch-up.js";
import { type RequestParts, serveRequests } from "./chat-handlers.js";
import type { Connections } from "./connection-limits.js";
import { connectError } from "./error-replies.js";
import { forgetHandshake, slipOf } from "./tuning/connection-context.js";
import { prewritten } from "./tuning/packet-encoder.js";
import { type ChatSocket, channels, chatOf, type Io } from "./types.js";

interface NamespaceParts extends RequestParts {
  connections: Connections;
  sessions: Sessions;
}

/** A connection is a seat: taken before it opens, given back when it closes. */
export function openChat(io: Io, parts: NamespaceParts): void {
  const { report } = parts;
  const chat = chatOf(io);
  parts.sessions.onReplaced((sid) => reconnect(sid, parts));
  chat.use(async (socket, next) => {
    const { session, headers } = slipOf(socket);
    const lang = languageOf(session?.lang, headers["accept-language"]);
    try {
      await parts.services.during(() => takeSeat(socket, parts, lang));
      next();
    } catch (error) {
      next(connectError(error, lang, parts));
    }
  });
  chat.on("connection", (socket) => {
    parts.services
      .during(() => begin(socket, parts))
      .catch((error) => {
        // Not by a packet: then the client tries again by itself.
        if (isAway(error)) return socket.conn.close();
        // The room may end, or the visitor be thrown out, in the middle of coming in.
        if (!(error instanceof Refusal)) report(error);
        socket.disconnect();
      });
  });
}

async function takeSeat(socket: ChatSocket, parts: RequestParts, lang: Language): Promise<void> {
  const slip = slipOf(socket);
  slip.chats = [...slip.chats, socket];
  try {
    await arrive(socket, parts, lang);
  } catch (error) {
    forget(socket);
    throw error;
  }
}

async function arrive(
  socket: ChatSocket,
  { services, limiter }: RequestParts,
  lang: Language,
): Promise<void> {
  const visitor = await slipOf(socket).session?.loadVisitor();
  if (!visitor) throw new Refusal("NO_SESSION");
  await limiter.allow("connect", visitor.id);
  const { seat, ...entrance } = await services.visits.connect(visitor, socket.handshake.auth);
  forgetHandshake(socket);
  // Not the seat as a whole: it has a record of the room, with everybody in it.
  socket.data = { visitor, lang, ...entrance, release: seat.release };
  socket.on("disconnect", leave);
  // A client that is gone before it was let in never becomes a connection, but its seat is to be given back.
  if (socket.conn.readyState !== "open") seat.release();
}

function leave(this: ChatSocket): void {
  this.data.release();
  forget(this);
}

function forget(socket: ChatSocket): void {
  const slip = slipOf(socket);
  slip.chats = slip.chats.filter((other) => other !== socket);
}

/** By its old session a page could do less than it shows: it comes again, with the new cookie. */
function reconnect(sid: string, { connections, services }: NamespaceParts): void {
  for (const connection of connections.open) {
    const { session, chats } = slipOf(connection);
    if (!chats.length || !session?.belongsTo(sid)) continue;
    for (const { data } of chats) if (data.room) services.seats.expectBack(data.room, data.visitor.id);
    connection.close();
  }
}

async function begin(socket: ChatSocket, parts: RequestParts): Promise<void> {
  const { rooms, seats, chats } = parts.services;
  const { visitor, room, lang } = socket.data;
  // Whoever was thrown out while coming in was not yet among those who were disconnected.
  if (!seats.holds(room, visitor.id)) throw new Refusal("NOT_ALLOWED");
  socket.join([channels.room(room, lang), channels.visitor(room, visitor.id)]);
  serveRequests(socket, parts);
  const changed = await missedChanges(socket, parts.services);
  const [record, lastSeq] = await Promise.all([rooms.find(room), chats.lastSeq(room)]);
  const own = { me: memberView(visitor), room: rooms.view(record), lastSeq, changed };
  socket.emit("welcome", prewritten<Welcome, "members">(own, { members: membersOf(record.members) }));
  await catchUp(socket, parts.services, lastSeq, changed);
}

const membersJson = new WeakMap<Member[], string>();

/** Written once for all who come in before it changes: it is nearly all of what each of them is told. */
function membersOf(members: Member[]): string {
  const json = membersJson.get(members) ?? JSON.stringify(members.map(memberView));
  membersJson.set(members, json);
  return json;
}
