import { chmod, mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { comment, gif } from "../support/gif.js";
import { ServerProcess } from "../support/server-process.js";

const OTHERS = 0o077;
const onDisk = process.env.UPLOAD_STORE !== "gridfs";
let inherited: number;

// Child processes inherit it. Of this process it is the only way to give them one.
beforeAll(() => {
  inherited = process.umask(0);
});
afterAll(() => void process.umask(inherited));

/** Everything in these folders, and the folders themselves, that other accounts could read or change. */
async function openToOthers(...folders: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders)
    for (const name of ["", ...(await readdir(folder, { recursive: true }))]) {
      const file = path.join(folder, name);
      if ((await stat(file)).mode & OTHERS) found.push(file);
    }
  return found;
}

test("no other account can read what the server keeps, though the account's own mask is open", async () => {
  const child = await ServerProcess.start({ RATE_LIMITS: "off", EMPTY_ROOM_GRACE_MS: "300000" });
  const [data, uploads] = ["data", "uploads"].map((name) => path.join(child.dir, name)) as [string, string];
  const ann = await child.visitor();
  const { _id } = await ann.open({ password: "pw" });
  await ann.page(`/room/${_id}`);
  // One that is kept as it was sent, and one that is written anew.
  for (const file of [gif(), gif({ extra: comment("where and when") })])
    expect((await ann.upload(_id, file)).status).toBe(201);
  const dir = path.join(uploads, _id);
  if (onDisk) expect(await readdir(dir)).toHaveLength(4);
  expect(await openToOthers(data, uploads)).toEqual([]);
  // As an earlier version left it.
  for (const folder of [uploads, path.join(uploads, ".tmp"), ...(onDisk ? [dir] : [])])
    await chmod(folder, 0o755);
  await child.end();
  await child.startAgain();
  expect(await openToOthers(data, uploads)).toEqual([]);
  await child.end();
  await child.clean();
});

test("the server closes the folders that it finds, unless they hold what is not its own", {
  tags: ["thorough"],
}, async () => {
  const child = await ServerProcess.start();
  await child.end();
  const [data, uploads] = ["data", "uploads"].map((name) => path.join(child.dir, name)) as [string, string];
  for (const folder of [data, uploads]) await chmod(folder, 0o755);
  await mkdir(path.join(uploads, "other-program"));
  await child.startAgain();
  expect((await stat(data)).mode & 0o777).toBe(0o700);
  expect((await stat(uploads)).mode & 0o777).toBe(0o755);
  await child.end();
  await child.clean();
});
