import { chmod, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { backup, filesIn, startFrom } from "../support/backup.js";
import { Program } from "../support/process.js";
import { ServerProcess } from "../support/server-process.js";
import { Visitor } from "../support/visitor.js";

const oneLine = /^gif-chat backup: [^\n]+\n$/;

let server: ServerProcess;
let before: string[];
beforeAll(async () => {
  server = await ServerProcess.start();
});
beforeEach(async () => {
  before = await readdir(server.dir);
});
afterAll(async () => {
  await server.end();
  await server.clean();
});

/** What it says on stderr; it leaves nothing. */
async function refusal(words: string[], env: Record<string, string> = {}): Promise<string> {
  const { exit, output, errors } = await backup(server.dir, words, env);
  expect({ exit, output }).toEqual({ exit: 1, output: "" });
  expect(errors).toMatch(oneLine);
  expect(await readdir(server.dir)).toEqual(before);
  return errors;
}

test.each([[[]], [["--help"]], [["one", "two"]]])(
  "without one folder, it says how it is called: %j",
  async (words) => {
    expect(await refusal(words)).toContain("usage: gif-chat backup DIR");
  },
);

test("a wrong setting is named", async () => {
  expect(await refusal(["x"], { PORT: "many" })).toContain("PORT");
});

test("with MONGODB_URI, it says how MongoDB is copied", async () => {
  expect(await refusal(["a folder"], { MONGODB_URI: "mongodb://db.example/" })).toContain(
    `mongodump --uri "$MONGODB_URI" --db gif-chat --out '${server.dir}/a folder', then: cp -a ${server.dir}/uploads '${server.dir}/a folder/uploads'`,
  );
  const named = { MONGODB_URI: "mongodb://db.example/ours", UPLOAD_STORE: "gridfs" };
  expect(await refusal(["x"], named)).toMatch(/mongodump --uri "\$MONGODB_URI" --out \S+\n$/);
});

test("a folder that holds something stays as it is", async () => {
  await mkdir(path.join(server.dir, "full"));
  await writeFile(path.join(server.dir, "full/mine"), "");
  before = await readdir(server.dir);
  expect(await refusal(["full"])).toContain("is not empty");
  expect(await refusal(["full/mine"])).toContain("is not a folder");
  expect(await filesIn(path.join(server.dir, "full"))).toEqual(["mine"]);
});

test("no backup is written where the server would clear it, by no way there", {
  tags: ["thorough"],
}, async () => {
  await symlink(path.join(server.dir, "uploads"), path.join(server.dir, "link"));
  before = await readdir(server.dir);
  for (const folder of ["data/x", "uploads/x", "uploads/x/y", "link/x"])
    expect(await refusal([folder])).toContain("which the server clears");
  expect(await readdir(path.join(server.dir, "uploads"))).toEqual([".tmp"]);
});

test("what an interrupted backup has left is named, and not touched", async () => {
  await mkdir(path.join(server.dir, "late.unfinished"));
  before = await readdir(server.dir);
  expect(await refusal(["late"])).toMatch(/late\.unfinished exists: .*interrupted/);
});

test("a mount point cannot be replaced, so a folder in it is asked for", async () => {
  expect(await refusal(["/dev/shm"])).toContain("/dev/shm/today");
});

test.runIf(process.platform === "linux" && process.getuid?.() === 0)(
  "a full disk is told, and nothing stays",
  async () => {
    const small = path.join(server.dir, "small");
    await mkdir(small);
    const mount = new Program("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small]);
    if ((await mount.ended) !== 0) return;
    before = await readdir(server.dir);
    try {
      expect(await refusal(["small/x"])).toContain("there is not enough space for");
      expect(await readdir(small)).toEqual([]);
    } finally {
      await new Program("umount", [small]).ended;
    }
    await rm(small, { recursive: true });
  },
);

test.runIf(process.getuid?.() === 0)("another user is told whose the server is", async () => {
  await chmod(server.dir, 0o711);
  const { exit, errors } = await backup(server.dir, ["/tmp/not-made"], {}, ["setpriv", "--reuid=65534"]);
  await chmod(server.dir, 0o700);
  expect(exit).toBe(1);
  expect(errors).toMatch(oneLine);
  expect(errors).toContain("belongs to user 0; run this as that user (sudo -u '#0')");
});

test("where no server runs, it says how the files are copied, and that copy starts", {
  tags: ["thorough"],
}, async () => {
  const stopped = await ServerProcess.start();
  const visitor = await stopped.visitor();
  const { _id } = await visitor.open();
  await stopped.end("SIGKILL");
  const { exit, errors } = await backup(stopped.dir, ["a copy"]);
  expect(exit).toBe(1);
  const [, command] =
    /^gif-chat backup: no server is running on .*; so copy its files: (.*)\n$/.exec(errors) ?? [];
  expect(await new Program("sh", ["-c", command!]).ended).toBe(0);
  const copy = await startFrom(path.join(stopped.dir, "a copy"));
  const again = new Visitor(copy.url);
  again.cookie = visitor.cookie;
  expect((await again.get(`/room/${_id}`)).status).toBe(200);
  await copy.end();
  await copy.clean();
  await stopped.clean();
});

test("where there is no store, the setting is asked for", async () => {
  expect(await refusal(["x"], { DATA_DIR: "elsewhere" })).toContain("set DATA_DIR");
});

test("a server that does not answer is told", { tags: ["thorough"] }, async () => {
  server.signal("SIGSTOP");
  try {
    expect(await refusal(["x"])).toContain("does not answer");
  } finally {
    server.signal("SIGCONT");
  }
});
