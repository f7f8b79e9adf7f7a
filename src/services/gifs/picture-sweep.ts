import { trusted } from "mongoose";
import type { StoredGif } from "../../db/models/chat.js";
import { idOfName, typeOfName } from "../../db/models/picture-files.js";
import type { Context } from "../ports.js";
import type { PictureQuota, StoredPicture } from "../quotas/picture-quota.js";

/** No upload takes longer, so an older file was left by an instance that died. */
const ABANDONED_MS = 10 * 60_000;
/** Keep `$in` lists within MongoDB's size limit. */
const SWEEP_BATCH = 1000;

const IS_SMALL = /\.small\.webp$/;

/** Removes what a crash left behind. With other instances, young files may be theirs. */
export async function sweepPictures(context: Context, quota: PictureQuota): Promise<void> {
  const { files, bus } = context;
  const before = new Date(Date.now() - (bus.hasOthers ? ABANDONED_MS : 0));
  await files.start(before);
  const reserved = new Map((await quota.findReserved()).map((space) => [space._id, space]));
  for await (const room of files.rooms()) {
    const kept = await sweepRoom(context, room, before);
    const space = reserved.get(room);
    reserved.delete(room);
    if (kept && space) await quota.correct(space, kept, before);
  }
  for (const space of reserved.values()) await quota.correct(space, [], before);
}

/** Returns the pictures that are kept, unless some are too young to know. */
async function sweepRoom(
  { files, models }: Context,
  room: string,
  before: Date,
): Promise<StoredPicture[] | undefined> {
  const all = (await files.list(room)).filter(({ name }) => typeOfName(name));
  const old = all.filter(({ storedAt }) => storedAt < before);
  const exists = await models.rooms.exists({ _id: room });
  const kept = new Map<string, StoredGif>();
  for (let at = 0; at < old.length; at += SWEEP_BATCH) {
    const names = old.slice(at, at + SWEEP_BATCH).map(({ name }) => name);
    const found = exists ? await findSent(models, room, names) : [];
    for (const gif of found) keep(kept, gif);
    const orphans = names.filter((name) => !isNamed(kept.get(idOfName(name)), name));
    if (orphans.length) await files.remove(room, orphans);
  }
  return old.length === all.length ? [...kept.values()] : undefined;
}

/** Of several messages that show a file, a crash may have left some without the small version. */
function keep(kept: Map<string, StoredGif>, gif: StoredGif): void {
  if (gif.small || !kept.has(gif.file)) kept.set(gif.file, gif);
}

const isNamed = (gif: StoredGif | undefined, name: string): boolean =>
  gif !== undefined && (gif.small || !IS_SMALL.test(name));

async function findSent(
  { chats }: Context["models"],
  room: string,
  names: readonly string[],
): Promise<StoredGif[]> {
  const pictures = trusted({ $in: [...new Set(names.map(idOfName))] });
  const sent = { room, "gif.file": pictures };
  const found = await chats.find(sent, { _id: 0, gif: 1 }).lean();
  return found.map(({ gif }) => gif as StoredGif);
}
