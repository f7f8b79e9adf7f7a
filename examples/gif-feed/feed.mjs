// Posts each new picture of a folder to a room, by a hook.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const [hook = "", folder = ".", pause = "600"] = process.argv.slice(2);
const USAGE = "Usage: node feed.mjs https://chat.example/hook/TOKEN FOLDER [SECONDS]";
const PICTURE = /\.(?:gif|png|jpe?g|webp|avif)$/i;
/** Files that were posted, and those that the room does not take. */
const done = new Set();

/** @param {number} count */
const seconds = (count) => new Promise((resolve) => setTimeout(resolve, count * 1000));

async function nextFile() {
  const names = (await readdir(folder)).filter((name) => PICTURE.test(name) && !done.has(name));
  return names.sort()[0];
}

/** Resolves when the picture is in the room or was refused; only a hook that takes nothing any more is an error. */
async function post(/** @type {string} */ name) {
  const bytes = await readFile(path.join(folder, name));
  const form = new FormData();
  form.set("gif", new Blob([bytes]), name);
  form.set("alt", path.parse(name).name);
  // The same for the same picture: sent again, after a lost answer or a restart, it is stored once.
  form.set("clientId", createHash("sha256").update(bytes).digest("hex"));
  for (;;) {
    const { status, wait, said } = await send(form);
    if ([401, 403, 404, 405, 410].includes(status)) throw new Error(`The hook has ended: ${said}`);
    if (wait === undefined) return console.log(`${name}: ${said}`);
    console.error(`${name}: ${said}. Again in ${wait} s`);
    await seconds(wait);
  }
}

/** `wait` says after how many seconds to send it again. */
async function send(/** @type {FormData} */ body) {
  try {
    const answer = await fetch(hook, { method: "POST", headers: { accept: "application/json" }, body });
    // A proxy, or a server of another kind, answers no JSON.
    const { error } = /** @type {any} */ (
      await answer.json().catch(() => ({ error: { message: `HTTP ${answer.status}` } }))
    );
    const isPassing = [429, 500, 502, 503, 504].includes(answer.status);
    const wait = isPassing ? Number(answer.headers.get("retry-after") ?? 10) : undefined;
    return { status: answer.status, wait, said: error?.message ?? "posted" };
  } catch (error) {
    return { status: 0, wait: 10, said: error instanceof Error ? error.message : String(error) };
  }
}

/** @param {unknown} error @returns {never} */
function end(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function feed() {
  for (;;) {
    const name = await nextFile();
    if (name) {
      done.add(name);
      await post(name);
    }
    await seconds(Number(pause));
  }
}

if (!URL.canParse(hook) || !/^https?:$/.test(new URL(hook).protocol) || !(Number(pause) > 0)) end(USAGE);
process.once("SIGINT", () => process.exit(0));
await feed().catch(end);
