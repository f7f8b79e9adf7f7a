import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Program } from "../support/process.js";

/**
 * Runs what asks a database for something on a MongoDB-compatible server that is not ours: the one that MONGODB_URI
 * names, or one that Maven brings (docs/decisions/foreign-server.md). Where there is neither, it says so and ends well.
 * With words, only the files whose names contain one of them.
 */
const here = fileURLToPath(new URL(".", import.meta.url));
const root = path.join(here, "../..");
const wanted = process.argv.slice(2);

/** What asks the database for something: rooms, seats, messages, sessions, and who may do what. */
const FOLDERS = [
  ...["chats", "database", "hooks", "hosts", "instances", "invites", "knocks", "operator", "reports"],
  ...["rooms", "seats", "site", "streams", "transcripts", "visitors", "watching"],
];
/** Of these folders: pages, timers, passwords, proofs of work and Redis, whatever stores what is said. */
const ELSEWHERE = [
  ...["attacks", "face", "graces", "pages", "page", "password", "proofs", "rate-limits"],
  ...["render-shown", "shutdown", "webhook"],
];
const FILES = [
  ...["browser/room/story", "metrics/site-figures", "protocol/description/calls"],
  ...["quotas/pictures", "quotas/rooms", "server/database", "server/upgrade"],
];
/** With pictures in GridFS. */
const PICTURES = ["again", "blocked", "downloads", "gridfs", "sharing"];

const server = process.env.MONGODB_URI ? undefined : await startServer();
const uri = process.env.MONGODB_URI ?? (await server?.ready);
if (uri) process.exitCode = runTests(uri);
await server?.endInput();

async function startServer(): Promise<Program | undefined> {
  const classPath = await fetchServer();
  if (!classPath) return undefined;
  const args = ["-cp", classPath, path.join(here, "Server.java")];
  return new Program("java", args, { ready: /listening on (\S+)\n/, showErrors: true });
}

async function fetchServer(): Promise<string | undefined> {
  const dir = await mkdtemp(path.join(os.tmpdir(), "foreign-"));
  const list = path.join(dir, "class-path");
  const args = ["-q", "-B", "-f", path.join(here, "pom.xml"), "dependency:build-classpath"];
  const { status, error } = spawnSync("mvn", [...args, `-Dmdep.outputFile=${list}`], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const found = status === 0 ? readFileSync(list, "utf8") : undefined;
  await rm(dir, { recursive: true });
  if (!found)
    console.log(
      `Not run on a foreign MongoDB: Maven (${error?.message ?? `code ${status}`}) did not bring one, and there is no MONGODB_URI`,
    );
  return found;
}

/** The names of test files begin with that of what they are about: `settings-page`, `rate-limits`. */
function isElsewhere(name: string): boolean {
  return ELSEWHERE.some((one) => name === one || name.endsWith(`-${one}`));
}

function testFiles(): string[] {
  const ofFolders = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, "test", folder))
      .filter((file) => file.endsWith(".test.ts") && !isElsewhere(file.slice(0, -".test.ts".length)))
      .map((file) => `${folder}/${file}`),
  );
  return [
    ...ofFolders,
    ...FILES.map((file) => `${file}.test.ts`),
    ...PICTURES.map((file) => `gifs/${file}.test.ts`),
  ]
    .filter((file) => !wanted.length || wanted.some((part) => file.includes(part)))
    .map((file) => path.join("test", file));
}

function runTests(MONGODB_URI: string): number {
  // Without what a password may stand before.
  console.log(`On ${MONGODB_URI.split("@").at(-1)}, without tests that ask no database for anything`);
  const projects = ["together", "gridfs"].flatMap((name) => ["--project", name]);
  const env = { ...process.env, MONGODB_URI };
  const args = ["vitest", "run", ...projects, ...testFiles()];
  return spawnSync("npx", args, { cwd: root, stdio: "inherit", env }).status ?? 1;
}
