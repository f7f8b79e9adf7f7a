import { createConnection } from "mongoose";

interface Announcement {
  text: string;
  at: Date;
  until: Date;
}

interface State {
  openingsClosedUntil?: Date | null;
  lobbyHiddenUntil?: Date | null;
  proofUntil?: Date | null;
  announcement?: Announcement | null;
}

interface SiteBan {
  visitor?: string;
  from?: string[];
  room?: string;
  until: Date;
}

export const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

/** As the operator would at another instance: only servers with REDIS_URL notice, within two seconds. */
export async function ruleSite(uri: string, change: State): Promise<void> {
  const entries = Object.entries(change);
  const set = Object.fromEntries(entries.filter(([, value]) => value));
  const unset = Object.fromEntries(entries.filter(([, value]) => !value).map(([name]) => [name, 1]));
  const update = {
    ...(Object.keys(set).length && { $set: set }),
    ...(Object.keys(unset).length && { $unset: unset }),
  };
  await inDatabase(uri, (connection) =>
    connection.collection<{ _id: string }>("sitestates").updateOne({ _id: "site" }, update, { upsert: true }),
  );
}

export async function banFromSite(uri: string, ban: SiteBan): Promise<string> {
  const _id = `ban-${Math.random()}`;
  const record = { _id, from: [], at: new Date(), ...ban };
  await inDatabase(uri, (connection) => connection.collection<{ _id: string }>("sitebans").insertOne(record));
  return _id;
}

async function inDatabase(
  uri: string,
  work: (connection: ReturnType<typeof createConnection>) => Promise<unknown>,
): Promise<void> {
  const connection = await createConnection(uri).asPromise();
  await work(connection);
  await connection.close();
}
