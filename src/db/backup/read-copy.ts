import { rm } from "node:fs/promises";
import path from "node:path";
import * as embedded from "../../embedded-mongo/index.js";
import type { ChatRecord, StoredGif } from "../models/chat.js";
import { filesOf } from "../models/picture-files.js";
import { clientOf } from "./running-store.js";

export const DATABASE = "gif-chat";

export interface CopyContent {
  readonly rooms: number;
  readonly messages: number;
  readonly pictures: number;
  /** The files of the pictures that messages show, as `room/name`. */
  readonly files: ReadonlySet<string>;
}

/** Opens the copy as a start would, so that a backup which cannot be opened is never called one. */
export async function readCopy(dataDir: string): Promise<CopyContent> {
  const store = await embedded.start({ dir: dataDir });
  const client = clientOf(store.uri);
  try {
    const db = client.db(DATABASE);
    const chats = db.collection<ChatRecord>("chats");
    const shown = chats.find({ "gif.file": { $exists: true } }, { projection: { room: 1, gif: 1 } });
    const files = new Set<string>();
    const pictures = new Set<string>();
    for await (const { room, gif } of shown) {
      const stored = gif as StoredGif;
      pictures.add(`${room}/${stored.file}`);
      for (const name of Object.values<string>({ ...filesOf(stored) })) files.add(`${room}/${name}`);
    }
    return {
      rooms: await db.collection("rooms").countDocuments(),
      messages: await chats.countDocuments({ removedAt: { $exists: false } }),
      pictures: pictures.size,
      files,
    };
  } finally {
    await client.close();
    await store.close();
    await rm(path.join(dataDir, "run"), { recursive: true, force: true });
  }
}
