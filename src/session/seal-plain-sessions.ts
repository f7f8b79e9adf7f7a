import { mongo } from "mongoose";
import { SessionKey, type SessionRecord, STORED_ID_PREFIX } from "./session-key.js";

const BATCH = 500;
const DUPLICATE_KEY = 11000;

interface PlainRecord {
  _id: string;
  session?: unknown;
  expires: Date;
  lastModified: Date;
}

type WholeRecord = PlainRecord & { session: string };

// The version before stored sessions in clear, under the id that is in the cookie. A stop at any point is safe: a plain
// record goes only when the sealed one is stored, and the next start does the rest.
export async function sealPlainSessions(sessions: mongo.Collection<SessionRecord>): Promise<void> {
  const plainOnes = { _id: { $lt: STORED_ID_PREFIX } };
  for (;;) {
    const found = await sessions.find(plainOnes).sort({ _id: 1 }).limit(BATCH).toArray();
    if (!found.length) return;
    const batch = found as unknown as PlainRecord[];
    // Without its content a session is worth nothing, and would fail each request of its visitor.
    await sealAll(sessions, batch.filter(isWhole));
    await sessions.deleteMany({ _id: { $in: batch.map(({ _id }) => _id) } });
  }
}

async function sealAll(
  sessions: mongo.Collection<SessionRecord>,
  records: readonly WholeRecord[],
): Promise<void> {
  if (!records.length) return;
  const sealed = records.map(toSealed);
  const known = await insertSealed(sessions, sealed);
  await removeRevived(sessions, records, (place) => (known.has(place) ? undefined : sealed[place]!._id));
}

const isWhole = (record: PlainRecord): record is WholeRecord =>
  typeof record.session === "string" && record.session !== "";

function toSealed({ _id, session, expires, lastModified }: WholeRecord): SessionRecord {
  const key = new SessionKey(_id);
  return { _id: key.storedId, sealed: new mongo.Binary(key.seal(session)), expires, lastModified };
}

async function insertSealed(
  sessions: mongo.Collection<SessionRecord>,
  records: readonly SessionRecord[],
): Promise<ReadonlySet<number>> {
  try {
    await sessions.insertMany(records, { ordered: false });
    return new Set();
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    const failed = [error.writeErrors].flat();
    if (!failed.length || failed.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
    return new Set(failed.map(({ index }) => index));
  }
}

// An instance that starts at the same moment may have sealed a session first, and its visitor may have ended it since.
// Then its plain record is gone, and what was inserted here brought an ended session back.
async function removeRevived(
  sessions: mongo.Collection<SessionRecord>,
  batch: readonly PlainRecord[],
  insertedId: (place: number) => string | undefined,
): Promise<void> {
  const range = { _id: { $gte: batch[0]!._id, $lte: batch.at(-1)!._id } };
  const found = await sessions.find(range, { projection: { _id: 1 } }).toArray();
  const stillPlain = new Set(found.map(({ _id }) => _id));
  const revived = batch.flatMap(({ _id }, place) => (stillPlain.has(_id) ? [] : (insertedId(place) ?? [])));
  if (revived.length) await sessions.deleteMany({ _id: { $in: revived } });
}
