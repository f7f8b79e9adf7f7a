import { stat } from "node:fs/promises";
import type { PackGif } from "../../db/models/chat.js";
import { projectRoot } from "../../lib/project-root.js";
import { packNames } from "../../shared/pack/names.js";
import { Refusal } from "../errors.js";
import { openPicture } from "./stills/sharp.js";

const FOLDER = `${projectRoot}public/pack/`;
const URL_PATH = "/pack/";
const NAMES: ReadonlySet<string> = new Set(packNames);

/** Our own animations. The server sends their files like scripts and styles, and rooms keep their names alone. */
export class Pack {
  readonly #reads = new Map<string, Promise<PackGif>>();

  async find(name: string): Promise<PackGif> {
    if (!NAMES.has(name)) throw new Refusal("PACK_NOT_FOUND");
    const reading = this.#reads.get(name) ?? readLook(name);
    this.#reads.set(name, reading);
    reading.catch(() => this.#reads.delete(name));
    return reading;
  }
}

async function readLook(name: string): Promise<PackGif> {
  const file = `${FOLDER}${name}.gif`;
  const picture = await openPicture(file, {});
  const [{ width, height, pages = 1 }, { size }] = await Promise.all([picture.metadata(), stat(file)]);
  return { pack: name, width, height, frames: pages, bytes: size };
}

/** Undefined for a picture of a room. */
export const packFileOf = (url: string): string | undefined =>
  url.startsWith(URL_PATH) ? FOLDER + url.slice(URL_PATH.length) : undefined;
