import { createHmac } from "node:crypto";
import { type Collection, createConnection } from "mongoose";
import { start } from "../../../dist/embedded-mongo/index.js";
import { SessionKey } from "../../../src/session/session-key.js";

export const COOKIE_SECRET = "a secret that only the bench knows, of 32 characters and more";
export const ROOM_SEATS = 200;

export interface Person {
  member: { id: string; color: string; name: string };
  sid: string;
  cookie: string;
}

export interface StagedRoom {
  id: string;
  chats: number;
  /** Who sat in it when the server went down. */
  seated?: Person[];
}

const BATCH = 2000;

/** The people of a stage have been there before, with sessions; all over the same few ids on every stage. */
export function person(number: number): Person {
  const id = `visitor${String(number).padStart(9, "0")}`;
  const color = `#${(0x336699 + number * 97).toString(16).padStart(6, "0").slice(-6)}`;
  const sid = `session-${String(number).padStart(24, "0")}`;
  const signature = createHmac("sha256", COOKIE_SECRET).update(sid).digest("base64").replace(/=+$/, "");
  return {
    member: { id, color, name: color },
    sid,
    cookie: `gif-chat=${encodeURIComponent(`s:${sid}.${signature}`)}`,
  };
}

export const people = (count: number, from = 0): Person[] =>
  Array.from({ length: count }, (_, i) => person(from + i));

/** Fills a data directory as a server would have left it. Rooms that are empty of people stay for a day. */
export async function setStage(dataDir: string, rooms: StagedRoom[], visitors: number): Promise<void> {
  const store = await start({ dir: dataDir });
  const connection = await createConnection(store.uri, { dbName: "gif-chat" }).asPromise();
  const collection = (name: string) => connection.collection(name) as unknown as Collection;
  const { createRoomModel, roomSchema } = await import("../../../src/db/models/room.js");
  const { createChatModel } = await import("../../../src/db/models/chat.js");
  await createRoomModel(connection as never, roomSchema).createIndexes();
  await createChatModel(connection as never).createIndexes();
  await fill(collection("rooms"), rooms.length, (i) => roomRecord(rooms[i]!, i));
  await fill(collection("sessions"), visitors, (i) => sessionRecord(person(i)));
  for (const { id, chats } of rooms) await fill(collection("chats"), chats, (i) => chatRecord(id, i + 1));
  await connection.close();
  await store.close();
}

/** While the store writes one batch, the next is made. */
async function fill(into: Collection, count: number, make: (i: number) => object): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) {
      const from = next;
      next += BATCH;
      const batch = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => make(from + i));
      await into.insertMany(batch as never);
    }
  };
  await Promise.all([work(), work()]);
}

function roomRecord({ id, chats, seated = [] }: StagedRoom, i: number): object {
  const createdAt = new Date(Date.now() - 86_400_000 + i);
  const title = `Room ${i}`;
  const born = `${createdAt.getTime()}-${id}`;
  return {
    _id: id,
    title,
    words: ["room", String(i)],
    born,
    heard: born,
    max: ROOM_SEATS,
    owner: person(0).member,
    guests: [],
    bans: [],
    chats,
    createdAt,
    rev: 0,
    touchedAt: createdAt,
    members: seated.map(({ member }) => member),
    holds: Object.fromEntries(seated.map(({ member }) => [member.id, { before: `held by ${member.id}` }])),
    ...(seated.length ? {} : { endsAt: new Date(Date.now() + 86_400_000) }),
  };
}

function sessionRecord({ sid, member }: Person): object {
  const expires = new Date(Date.now() + 86_400_000);
  const cookie = {
    originalMaxAge: 86_400_000,
    expires,
    httpOnly: true,
    path: "/",
    sameSite: "lax",
    secure: false,
  };
  const session = JSON.stringify({ cookie, visitor: member, returned: true });
  const key = new SessionKey(sid);
  return { _id: key.storedId, expires, sealed: key.seal(session), lastModified: new Date() };
}

/** Several people, with words, links and marks, as talk is. */
function chatRecord(room: string, seq: number): object {
  const { id, color, name } = person(seq % 7).member;
  const chat =
    seq % 5
      ? `This is chat ${seq} of the room, and it says a little more than that.`
      : `See https://example.org/${seq} or \`code\``;
  // In the order of the chats: so many by chance would be all over their index, and take minutes to write.
  const clientId = `staged-${String(seq).padStart(7, "0")}`;
  return {
    room,
    seq,
    author: id,
    clientId,
    user: color,
    name,
    chat,
    createdAt: new Date(1.7e12 + seq * 1000),
  };
}
