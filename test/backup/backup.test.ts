import { mkdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { backup, filesIn, startBackup, startFrom } from "../support/backup.js";
import { uniqueWord, wordsIn } from "../support/disk.js";
import { comment, gif } from "../support/gif.js";
import { ServerProcess } from "../support/server-process.js";
import { Visitor } from "../support/visitor.js";

const LONG = { RATE_LIMITS: "off", EMPTY_ROOM_GRACE_MS: "300000" };

async function start(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await ServerProcess.start({ ...LONG, ...env });
  onTestFinished(async () => {
    await server.end();
    await server.clean();
  });
  return server;
}

/** The same visitor at the server that was started from the backup. */
async function elsewhere({ cookie }: Visitor, folder: string, env: Record<string, string> = {}) {
  const server = await startFrom(folder, { ...LONG, ...env });
  onTestFinished(async () => {
    await server.end();
    await server.clean();
  });
  const visitor = new Visitor(server.url);
  visitor.cookie = cookie;
  return { server, visitor };
}

test("a backup of a running server starts elsewhere with the same rooms, messages, pictures and visitors", async () => {
  const server = await start();
  const ann = await server.visitor();
  const { _id } = await ann.open({ title: "Kept", password: "pw" });
  await ann.page(`/room/${_id}`);
  await ann.say(_id, "the first");
  for (const file of [gif(), gif({ extra: comment("where and when") })])
    expect((await ann.upload(_id, file)).status).toBe(201);
  const before = (await ann.json("GET", `/room/${_id}/chats`)).body;

  const folder = path.join(server.dir, "kept/today");
  const { exit, output, errors } = await backup(server.dir, ["kept/today"]);
  expect({ exit, errors }).toEqual({ exit: 0, errors: "" });
  expect(output).toContain(`Backup in ${folder}: 1 room, 3 messages, 2 pictures, `);
  expect(output).toMatch(/Encrypt it, and delete it by a date/);
  expect(output).toContain(`DATA_DIR=${folder}/data UPLOAD_DIR=${folder}/uploads`);

  await ann.say(_id, "after the backup");
  const { visitor } = await elsewhere(ann, folder);
  expect(await visitor.page(`/room/${_id}`)).toContain("Kept");
  const after = (await visitor.json("GET", `/room/${_id}/chats`)).body;
  expect(after).toEqual(before);
  for (const { gif: picture } of after.chats.slice(1))
    for (const url of [picture.url, picture.still])
      expect(await bytesOf(visitor, url)).toEqual(await bytesOf(ann, url));
});

const bytesOf = async (visitor: Visitor, url: string): Promise<Buffer> => {
  const answer = await visitor.get(url);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};

test("a backup holds what rooms refer to and nothing else, for its owner alone", {
  tags: ["thorough"],
}, async () => {
  const server = await start();
  const ann = await server.visitor();
  const [kept, ended] = [await ann.open(), await ann.open({ title: uniqueWord() })];
  for (const { _id } of [kept, ended]) await ann.page(`/room/${_id}`);
  const [stays, edited, removed, inEnded] = Array.from({ length: 4 }, uniqueWord) as [string, ...string[]];
  await ann.say(kept._id, stays);
  const one = await ann.say(kept._id, edited!);
  const two = await ann.say(kept._id, removed!);
  await ann.say(ended._id, inEnded!);
  const picture = async (room: string) => (await ann.upload(room, gif())).json();
  const [shown, gone] = [await picture(kept._id), await picture(kept._id), await picture(ended._id)];
  await ann.json("PATCH", `/room/${kept._id}/chat/${one.seq}`, { chat: "another" });
  for (const seq of [two.seq, gone.seq]) await ann.json("DELETE", `/room/${kept._id}/chat/${seq}`);
  await ann.json("DELETE", `/room/${ended._id}`);

  const folder = path.join(server.dir, "backup");
  await mkdir(folder);
  const { exit, output } = await backup(server.dir, [folder]);
  expect(exit).toBe(0);
  expect(output).toMatch(/: 1 room, 3 messages, 1 picture, /);
  expect([...(await wordsIn(folder))]).toEqual([stays]);
  const names = [shown.gif.url, shown.gif.still].map((url: string) => path.basename(url));
  expect(await filesIn(folder)).toEqual(
    ["data/cookie-secret", "data/store.sqlite", ...names.map((name) => `uploads/${kept._id}/${name}`)].sort(),
  );
  for (const name of ["", "data", "uploads", `uploads/${kept._id}`])
    expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o700);
  for (const name of await filesIn(folder))
    expect([name, (await stat(path.join(folder, name))).mode & 0o777]).toEqual([name, 0o600]);
  expect(await filesIn(server.dir)).not.toContain(expect.stringContaining("unfinished"));
  const secret = (of: string) => readFile(path.join(of, "data/cookie-secret"), "utf8");
  expect(await secret(folder)).toBe(await secret(server.dir));
});

test("with gridfs, the pictures are in the backup's store", { tags: ["thorough"] }, async () => {
  const server = await start({ UPLOAD_STORE: "gridfs" });
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  const { gif: picture } = await (await ann.upload(_id, gif())).json();
  const folder = path.join(server.dir, "backup");
  const { exit, output } = await backup(server.dir, [folder], { UPLOAD_STORE: "gridfs" });
  expect(exit).toBe(0);
  expect(output).toContain("1 picture");
  expect(await filesIn(folder)).toEqual(["data/cookie-secret", "data/store.sqlite"]);
  const { visitor } = await elsewhere(ann, folder, { UPLOAD_STORE: "gridfs" });
  expect(await bytesOf(visitor, picture.url)).toEqual(await bytesOf(ann, picture.url));
});

test("a room that was restored ends when nobody comes back to it", { tags: ["thorough"] }, async () => {
  const server = await start();
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const socket = await ann.enter(_id);
  const folder = path.join(server.dir, "backup");
  expect((await backup(server.dir, [folder])).exit).toBe(0);
  socket.close();
  const { visitor } = await elsewhere(ann, folder, { EMPTY_ROOM_GRACE_MS: "1000" });
  const lobby = await visitor.lobby();
  await lobby.next("removeRoom", (id) => id === _id);
});

test("a server whose data lie too deep for a socket's path is found too", {
  tags: ["thorough"],
}, async () => {
  const deep = path.join("a".repeat(60), "b".repeat(60));
  const server = await start({ DATA_DIR: `${deep}/data` });
  const ann = await server.visitor();
  await ann.open();
  const { exit, output } = await backup(server.dir, ["backup"], { DATA_DIR: `${deep}/data` });
  expect(exit).toBe(0);
  expect(output).toContain("1 room,");
});

test("of two backups at once to one folder, at least one is refused, and what is there starts", {
  tags: ["thorough"],
}, async () => {
  const server = await start();
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  for (let i = 0; i < 5; i++) expect((await ann.upload(_id, gif())).status).toBe(201);
  const both = [startBackup(server.dir, ["same"]), startBackup(server.dir, ["same"])];
  const exits = await Promise.all(both.map(({ ended }) => ended));
  expect(exits.sort()).toEqual([0, 1]);
  expect(both.map(({ errors }) => errors).join("")).toMatch(/^gif-chat backup: .*(exists|not empty).*\n$/);
  const others = [startBackup(server.dir, ["one"]), startBackup(server.dir, ["two"])];
  for (const [i, { ended }] of others.entries()) {
    if ((await ended) === 0) continue;
    expect(others[i]!.errors).toBe(
      "gif-chat backup: another backup is being made; try again when it is done\n",
    );
  }
  const { visitor } = await elsewhere(ann, path.join(server.dir, "same"));
  expect((await visitor.json("GET", `/room/${_id}/chats`)).body.chats).toHaveLength(5);
});
