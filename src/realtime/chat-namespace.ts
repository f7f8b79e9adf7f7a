import { OverloadError } from "../lib/overload-error.js";
import { type Entrance, isDatabaseUnavailable, Refusal } from "../services/index.js";
import type { Welcome } from "../shared/events.js";
import type { Language } from "../shared/i18n/languages.js";
import { catchUp, sendChangesBefore } from "./catch-up.js";
import { type HandlerContext, handleRequests } from "./chat-handlers.js";
import { toConnectError } from "./error-replies.js";
import { refuseMalformedAuth, refuseOutsiders } from "./refusals.js";
import { reconnectReplaced, type SessionContext } from "./replaced-sessions.js";
import { sendAnnouncement } from "./site/broadcasts.js";
import { contextOf, dropHandshake, languageOf } from "./tuning/connection-context.js";
import { preserialize } from "./tuning/packet-encoder.js";
import { endOf } from "./tuning/socket-end.js";
import { type ChatSocket, channels, chatNamespace, type Io } from "./types.js";
import { watchRoom } from "./watching.js";

/** The namespace `/chat`: a socket takes the seat before it connects, and gives it back when it closes. */
export function serveChat(io: Io, context: HandlerContext & SessionContext): void {
  const { services, report } = context;
  const chat = chatNamespace(io);
  reconnectReplaced(context);
  refuseOutsiders(chat, context);
  refuseMalformedAuth(chat, context);
  chat.use(async (socket, next) => {
    const lang = languageOf(socket);
    try {
      // First, so that wrong input waits for nothing.
      const entrance = services.entry.parseEntrance(socket.handshake.auth);
      await services.track(() => takeSeat(socket, context, entrance, lang));
      next();
    } catch (error) {
      next(toConnectError(error, lang, context));
    }
  });
  chat.on("connection", (socket) => {
    services
      .track(() => start(socket, context))
      .catch((error) => {
        // A refusal is expected here: the room may be removed, or the visitor kicked, during the handshake.
        if (!(error instanceof Refusal || error instanceof OverloadError)) report(error);
        // Closed below Socket.IO, so that the client reconnects by itself.
        if (isDatabaseUnavailable(error) || (error instanceof Refusal && error.code === "BUSY"))
          return socket.conn.close();
        socket.disconnect();
      });
  });
}

async function takeSeat(
  socket: ChatSocket,
  context: HandlerContext,
  entrance: Entrance,
  lang: Language,
): Promise<void> {
  const connection = contextOf(socket);
  connection.chatSockets = [...connection.chatSockets, socket];
  try {
    await enterRoom(socket, context, entrance, lang);
  } catch (error) {
    removeFromContext(socket);
    throw error;
  }
}

async function enterRoom(
  socket: ChatSocket,
  { services, limiter }: HandlerContext,
  entrance: Entrance,
  lang: Language,
): Promise<void> {
  const { session, address } = contextOf(socket);
  const found = await session?.loadVisitor();
  if (!found) throw new Refusal("NO_SESSION");
  const visitor = { ...found, address };
  await limiter.assertAllowed("connect", visitor.id);
  const { room, after, changed, spectate: isWatching = false } = entrance;
  await services.entry.prove(visitor, entrance);
  const place = isWatching
    ? await watchRoom(socket, services.watchers, visitor, room)
    : (await services.entry.connect(visitor, entrance)).seat;
  dropHandshake(socket);
  // Only `release` of the seat: its room record would keep all members in memory for each socket.
  const { release } = place;
  const hasLostSeat = "isOpen" in place && !place.isOpen;
  socket.data = { visitor, lang, room, after, changed, release, unanswered: 0, hasLostSeat, isWatching };
  socket.on("disconnect", onDisconnect);
  // A client that is gone by now never connects to the namespace, and gets no `disconnect`.
  if (socket.conn.readyState !== "open") release(endOf(socket.conn, "transport close"));
}

function onDisconnect(this: ChatSocket, reason: string): void {
  this.data.release(endOf(this.conn, reason));
  removeFromContext(this);
}

function removeFromContext(socket: ChatSocket): void {
  const connection = contextOf(socket);
  connection.chatSockets = connection.chatSockets.filter((other) => other !== socket);
}

async function start(socket: ChatSocket, context: HandlerContext): Promise<void> {
  const { entry, seats, chats, lifetimes } = context.services;
  const { visitor, room, lang, isWatching, hasLostSeat } = socket.data;
  // A kick during the handshake missed this socket.
  if (isWatching ? hasLostSeat : !seats.isSeated(room, visitor.id)) throw new Refusal("NOT_ALLOWED");
  socket.join(channels.room(room, lang));
  // Whispers and kicks are for members.
  if (!isWatching) socket.join(channels.visitor(room, visitor.id));
  // In the same turn as the join: a later warning comes to this socket with the room.
  const ending = lifetimes.warningOf(room);
  handleRequests(socket, context);
  const changed = await sendChangesBefore(socket, context);
  const [view, lastSeq] = await Promise.all([entry.viewForMember(visitor, room), chats.lastSeq(room)]);
  const { membersJson, ...seen } = view;
  const at = new Date().toISOString();
  const welcome = { ...seen, lastSeq, changed, at, ...(isWatching && { watching: true as const }) };
  socket.emit("welcome", preserialize<Welcome, "members">(welcome, { members: membersJson }));
  sendAnnouncement(socket, context.services);
  if (ending && ending.expiresAt === view.room.expiresAt) socket.emit("ending", ending);
  await catchUp(socket, context, lastSeq, changed);
}
