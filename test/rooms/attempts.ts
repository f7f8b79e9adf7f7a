import { gif } from "../support/gif.js";
import type { Visitor } from "../support/visitor.js";

/** Everything that only those who are let in may do, and how it is refused. */
export async function triesEverything(
  who: Visitor,
  room: string,
  picture: string,
): Promise<Record<string, unknown>> {
  const { status: chat } = await who.json("POST", `/room/${room}/chat`, { chat: "x" });
  const { status: history } = await who.json("GET", `/room/${room}/chats`);
  const { status: edit } = await who.json("PATCH", `/room/${room}/chat/1`, { chat: "x" });
  const { status: remove } = await who.json("DELETE", `/room/${room}/chat/1`);
  const { status: upload } = await who.upload(room, gif());
  const { status: see } = await who.get(picture);
  const { status: rename } = await who.json("PATCH", `/room/${room}`, { title: "mine" });
  const { status: end } = await who.json("DELETE", `/room/${room}`);
  const { status: page } = await who.get(`/room/${room}`, { accept: "application/json" });
  const socket = await who.enter(room).catch((error) => error.message);
  return { chat, history, edit, remove, upload, see, rename, end, page, socket };
}

export const refusedAll = {
  chat: 403,
  history: 403,
  edit: 403,
  remove: 403,
  upload: 403,
  see: 403,
  rename: 403,
  end: 403,
  page: 403,
};
