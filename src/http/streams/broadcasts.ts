import { type Broadcaster, type MetricsRecorder, tellBoth, toNotice } from "../../services/index.js";
import type { ChatEvents, Member } from "../../shared/events.js";
import type { EventStream } from "./event-stream.js";
import type { RoomStreams } from "./room-streams.js";

type Name = keyof ChatEvents;

/** Sends streams the events of `/chat`. Without a listening stream, an event is not serialized. */
export const alsoTellStreams = (
  streams: RoomStreams,
  sockets: Broadcaster,
  metrics: MetricsRecorder,
): Broadcaster =>
  tellBoth(sockets, {
    ...createChatBroadcasts(streams, metrics),
    ...createRoomBroadcasts(streams),
    announced: (announcement) => {
      const json = JSON.stringify(announcement);
      for (const stream of streams.all()) stream.send("announce", json);
    },
    bannedFromSite: (visitor, ban) => {
      const kick = { name: "kick", json: JSON.stringify({ reason: "banned", ...ban }) } as const;
      for (const stream of [...streams.all()]) if (stream.visitor === visitor) stream.end("closed", kick);
    },
    disconnectAll: () => {
      for (const stream of [...streams.all()]) stream.end("lost");
    },
  });

function createChatBroadcasts(
  streams: RoomStreams,
  metrics: MetricsRecorder,
): Pick<Broadcaster, "chats" | "chatChanged"> {
  const toSubscribed = (
    room: string,
    payload: unknown,
    send: (stream: EventStream, json: string) => void,
  ) => {
    const subscribed = [...(streams.in(room) ?? [])].filter((stream) => stream.isSubscribed);
    const json = subscribed.length ? JSON.stringify(payload) : "";
    for (const stream of subscribed) send(stream, json);
    return subscribed.length;
  };
  return {
    chats: (room, chats) => {
      if (!streams.in(room)) return;
      const last = chats.at(-1)!.seq;
      const told = toSubscribed(room, chats, (stream, json) => stream.chats(json, last));
      metrics.delivered(chats.length * told);
    },
    chatChanged: (room, { name, payload }) => {
      if (!streams.in(room)) return;
      toSubscribed(room, payload, (stream, json) => stream.onChange(name, json, payload));
    },
  };
}

function createRoomBroadcasts(streams: RoomStreams) {
  return {
    roomChanged: ({ inside }) => send(streams, inside._id, "updateRoom", inside),
    roomRemoved: (room) => {
      for (const stream of [...(streams.in(room) ?? [])])
        stream.end("closed", { name: "removeRoom", json: JSON.stringify(room) });
    },
    joined: (room, member, people) => sendNotice(streams, "join", room, member, people),
    exited: (room, member, people) => sendNotice(streams, "exit", room, member, people),
    renamed: (room, member) => send(streams, room, "rename", member),
    event: (room, event) => send(streams, room, event.name, event.payload, event),
    whispered: (room, whisper) =>
      send(streams, room, "whisper", whisper, { only: [whisper.from.id, whisper.to.id] }),
    expelled: (room, visitor, reason, ban) => {
      for (const stream of [...(streams.in(room) ?? [])])
        if (stream.visitor === visitor)
          stream.end("closed", { name: "kick", json: JSON.stringify({ reason, ...ban }) });
    },
  } satisfies Partial<Broadcaster>;
}

interface Audience {
  except?: string;
  only?: string[];
  volatile?: boolean;
}

function send(
  streams: RoomStreams,
  room: string,
  name: Name,
  payload: unknown,
  to: Audience = everybody,
): void {
  const all = streams.in(room);
  if (!all) return;
  const json = JSON.stringify(payload);
  for (const stream of all) {
    const { visitor } = stream;
    if (visitor === to.except || (to.only && !to.only.includes(visitor))) continue;
    if (to.volatile) stream.sendVolatile(name, json);
    else stream.send(name, json);
  }
}

const everybody: Audience = {};

function sendNotice(
  streams: RoomStreams,
  event: "join" | "exit",
  room: string,
  member: Member,
  people: number,
): void {
  for (const stream of streams.in(room) ?? [])
    if (stream.visitor !== member.id)
      stream.send(event, JSON.stringify(toNotice(event, stream.lang, member, people)));
}
