import type { Limiter, Services } from "../services/index.js";
import { Refusal } from "../services/index.js";
import { memberView } from "../services/views.js";
import { type HandshakeRequest, recognise, rememberName, whenReplaced } from "../session.js";
import type { ChatRequests } from "../shared/events.js";
import { languageOf } from "../shared/language.js";
import type { Language } from "../shared/pages.js";
import { catchUp } from "./catch-up.js";
import { limitEvents } from "./flood.js";
import { connectError, replying } from "./reply.js";
import { type ChatSocket, channels, chatOf, type Io } from "./types.js";

export interface ChatNamespaceParts {
  services: Services;
  limiter: Limiter;
  report: (error: unknown) => void;
}

/** A connection is a seat: taken before it opens, given back when it closes. */
export function openChat(io: Io, parts: ChatNamespaceParts): void {
  const { report } = parts;
  const chat = chatOf(io);
  chat.use(async (socket, next) => {
    const request = socket.request as HandshakeRequest;
    const lang = languageOf(request.session?.lang, request.headers["accept-language"]);
    try {
      await parts.services.during(() => takeSeat(socket, parts, lang));
      next();
    } catch (error) {
      next(connectError(error, lang, report));
    }
  });
  chat.on("connection", (socket) => {
    parts.services
      .during(() => begin(socket, parts))
      .catch((error) => {
        // The room may end, or the visitor be thrown out, in the middle of coming in.
        if (!(error instanceof Refusal)) report(error);
        socket.disconnect();
      });
  });
}

async function takeSeat(
  socket: ChatSocket,
  { services, limiter }: ChatNamespaceParts,
  lang: Language,
): Promise<void> {
  const visitor = await recognise(socket.request as HandshakeRequest);
  if (!visitor) throw new Refusal("NO_SESSION");
  await limiter.allow("connect", visitor.id);
  const { seat, room, after } = await services.visits.connect(visitor, socket.handshake.auth);
  socket.data = { visitor, room, after, lang };
  // A client that is gone before it was let in never becomes a connection, but its seat is to be given back.
  socket.conn.once("close", seat.release);
  socket.once("disconnect", () => {
    socket.conn.off("close", seat.release);
    seat.release();
  });
  if (socket.conn.readyState !== "open") seat.release();
}

async function begin(socket: ChatSocket, parts: ChatNamespaceParts): Promise<void> {
  const { rooms, seats, chats } = parts.services;
  const { visitor, room, lang } = socket.data;
  // Whoever was thrown out while coming in was not yet among those who were disconnected.
  if (!seats.holds(room, visitor.id)) throw new Refusal("NOT_ALLOWED");
  socket.join([channels.room(room), channels.inLanguage(room, lang), channels.visitor(room, visitor.id)]);
  limitEvents(socket, parts.limiter, lang);
  // By its old session it could do less than its page shows: it comes again, with the new cookie.
  const reconnect = () => {
    seats.expectBack(room, visitor.id);
    socket.conn.close();
  };
  socket.once("disconnect", whenReplaced(socket.request as HandshakeRequest, reconnect));
  for (const [event, work] of Object.entries(requests(socket, parts.services))) {
    socket.on(
      event as keyof ChatRequests,
      replying(lang, parts.report, (input) => parts.services.during(() => work(input))),
    );
  }
  const [record, lastSeq] = await Promise.all([rooms.find(room), chats.lastSeq(room)]);
  const members = record.members.map(memberView);
  socket.emit("welcome", { me: memberView(visitor), room: rooms.view(record), members, lastSeq });
  await catchUp(socket, parts.services, lastSeq);
}

type Work = (input: unknown) => Promise<unknown>;

/** What each request does: one call of the domain, in the name of whoever is at the other end. */
function requests(
  socket: ChatSocket,
  { rooms, seats, chats, visits }: Services,
): Record<keyof ChatRequests, Work> {
  const { room } = socket.data;
  const me = () => socket.data.visitor;
  return {
    chat: (input) => chats.send(me(), room, input),
    history: (input) => chats.page(me(), room, input),
    editChat: (input) => chats.edit(me(), room, input),
    removeChat: (input) => chats.remove(me(), room, input),
    whisper: (input) => chats.whisper(me(), room, input),
    typing: async () => chats.typing(me(), room),
    kick: (input) => rooms.kick(me(), room, input).then(() => null),
    renameRoom: (input) => rooms.rename(me(), room, input),
    leave: () => seats.leave(me(), room).then(() => null),
    nickname: async (input) => {
      const request = socket.request as HandshakeRequest;
      if (!(await recognise(request))) throw new Refusal("NO_SESSION");
      const renamed = await visits.rename(me(), input);
      await rememberName(request, renamed);
      return renamed;
    },
  };
}
