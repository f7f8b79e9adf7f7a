import { isAway, Refusal } from "../services/index.js";
import { memberView } from "../services/views.js";
import type { Member, Welcome } from "../shared/events.js";
import { languageOf } from "../shared/language.js";
import type { Language } from "../shared/pages.js";
import { catchUp, missedChanges } from "./catch-up.js";
import { written } from "./parser.js";
import { connectError } from "./reply.js";
import { type RequestParts, serveRequests } from "./requests.js";
import { slipOf } from "./slip.js";
import { type ChatSocket, channels, chatOf, type Io } from "./types.js";

/** A connection is a seat: taken before it opens, given back when it closes. */
export function openChat(io: Io, parts: RequestParts): void {
  const { report } = parts;
  const chat = chatOf(io);
  chat.use(async (socket, next) => {
    const { passport, headers } = slipOf(socket);
    const lang = languageOf(passport?.lang, headers["accept-language"]);
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

async function takeSeat(
  socket: ChatSocket,
  { services, limiter }: RequestParts,
  lang: Language,
): Promise<void> {
  const { passport } = slipOf(socket);
  // By its old session it could do less than its page shows: it comes again, with the new cookie.
  const reconnect = () => {
    const { room, visitor } = socket.data;
    if (room) services.seats.expectBack(room, visitor.id);
    socket.conn.close();
  };
  if (passport) socket.conn.once("close", passport.whenReplaced(reconnect));
  const visitor = await passport?.recognise();
  if (!visitor) throw new Refusal("NO_SESSION");
  await limiter.allow("connect", visitor.id);
  const { seat, ...entrance } = await services.visits.connect(visitor, socket.handshake.auth);
  socket.data = { visitor, lang, ...entrance };
  // Not the seat as a whole: each listener would keep a record of the room, with everybody in it.
  giveBack(socket, seat.release);
}

function giveBack(socket: ChatSocket, release: () => void): void {
  // A client that is gone before it was let in never becomes a connection, but its seat is to be given back.
  socket.conn.once("close", release);
  socket.once("disconnect", () => {
    socket.conn.off("close", release);
    release();
  });
  if (socket.conn.readyState !== "open") release();
}

async function begin(socket: ChatSocket, parts: RequestParts): Promise<void> {
  const { rooms, seats, chats } = parts.services;
  const { visitor, room, lang } = socket.data;
  // Whoever was thrown out while coming in was not yet among those who were disconnected.
  if (!seats.holds(room, visitor.id)) throw new Refusal("NOT_ALLOWED");
  socket.join([channels.room(room), channels.inLanguage(room, lang), channels.visitor(room, visitor.id)]);
  serveRequests(socket, parts);
  const changed = await missedChanges(socket, parts.services);
  const [record, lastSeq] = await Promise.all([rooms.find(room), chats.lastSeq(room)]);
  const own = { me: memberView(visitor), room: rooms.view(record), lastSeq, changed };
  socket.emit("welcome", written<Welcome, "members">(own, { members: membersOf(record.members) }));
  await catchUp(socket, parts.services, lastSeq, changed);
}

const membersJson = new WeakMap<Member[], string>();

/** Written once for all who come in before it changes: it is nearly all of what each of them is told. */
function membersOf(members: Member[]): string {
  const json = membersJson.get(members) ?? JSON.stringify(members.map(memberView));
  membersJson.set(members, json);
  return json;
}
