import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Program } from "../support/process.js";

/**
 * Runs the app's tests on a MongoDB-compatible server that is not ours: the one that MONGODB_URI names, or one that
 * Maven brings (docs/decisions/foreign-server.md). Where there is neither, it says so and ends well. With words, only
 * the files whose names contain one of them.
 */
const here = fileURLToPath(new URL(".", import.meta.url));
const root = path.join(here, "../..");
const wanted = process.argv.slice(2);

/** What these ask of a server is more than the app needs; they are about our store's claims. */
const ABOUT_OUR_STORE = "embedded-mongo";
/** These start servers of their own. */
const APART = ["backup", "deploy", "faults", "bench", "cli", ABOUT_OUR_STORE];
/** Of the tests in browsers, the conversations; the others are about pages, whatever stores them. */
const PAGES = /browser.(?!plain|room.(story|talking|sending|endings|watching))/;

/** 20,000 pictures, to see that others go on meanwhile: a claim of our store, and more than a small server keeps. */
const SPEED = /look-alikes\.thorough/;

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

function runTests(MONGODB_URI: string): number {
  const files = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter(
      (file) =>
        /\.(test|thorough)\.ts$/.test(file) &&
        !PAGES.test(file) &&
        !SPEED.test(file) &&
        !APART.includes(file.split(path.sep)[0]!),
    )
    .filter((file) => !wanted.length || wanted.some((part) => file.includes(part)))
    .map((file) => path.join("test", file));
  // Without what a password may stand before.
  console.log(
    `On ${MONGODB_URI.split("@").at(-1)}. Not run there, being about the embedded store: test/${ABOUT_OUR_STORE}`,
  );
  const args = [
    "vitest",
    "run",
    "--project",
    "together",
    "--project",
    "gridfs",
    "--project",
    "thorough",
    ...files,
  ];
  const env = { ...process.env, MONGODB_URI };
  return spawnSync("npx", args, { cwd: root, stdio: "inherit", env }).status ?? 1;
}
