import type { mongo } from "mongoose";
import type { ChatRecord, StoredGif } from "../models/chat.js";
import { filesOf, idOfName } from "../models/picture-files.js";
import { DATABASE } from "./read-copy.js";

const AT_ONCE = 1000;

/** Of the picture files that were not found: those that the running server still shows, so nobody has removed them. */
export async function stillShown(client: mongo.MongoClient, places: readonly string[]): Promise<string[]> {
  const chats = client.db(DATABASE).collection<ChatRecord>("chats");
  const shown = new Set<string>();
  for (let at = 0; at < places.length; at += AT_ONCE) {
    const ids = places.slice(at, at + AT_ONCE).map((place) => idOfName(place.split("/")[1]!));
    const found = chats.find({ "gif.file": { $in: ids } }, { projection: { room: 1, gif: 1 } });
    for await (const { room, gif } of found)
      for (const name of Object.values<string>({ ...filesOf(gif as StoredGif) }))
        shown.add(`${room}/${name}`);
  }
  return places.filter((place) => shown.has(place));
}
