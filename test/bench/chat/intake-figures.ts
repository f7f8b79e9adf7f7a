import { setTimeout as pause } from "node:timers/promises";
import { apng, photo } from "../../support/picture-files.js";
import { type Figure, median } from "../report.js";
import { Client } from "./client.js";
import { type Ground, rounds } from "./ground.js";
import { person } from "./stage.js";
import { acknowledgement } from "./talk.js";
import { send, toUpload, type Upload, upload } from "./upload.js";
import { Web } from "./web.js";

const SENDER = 600;
const TALKER = 601;
const AT_ONCE = 10;
const BETWEEN_CHATS_MS = 20;

/** What a phone and a sticker app send. The last figure is what somebody in another room feels of all of it. */
export async function intake(ground: Ground): Promise<Figure[]> {
  const url = await ground.ours("small");
  const seat = await Client.enter(url, "look", person(SENDER).cookie);
  const talker = await Client.enter(url, "alone", person(TALKER).cookie);
  const web = new Web(url, person(SENDER).cookie);
  const sendOne = (file: Upload) => () => send(web, "/room/look/gif", file, []);
  const jpeg = toUpload(await (await photo(4000, 3000)).jpeg({ quality: 90 }).toBuffer());
  const sendPhoto = sendOne(jpeg);
  const kinds: [string, () => Promise<number>, number][] = [
    ["GIF of 2 MB", sendOne(upload()), 500],
    ["photo of 12 megapixels", sendPhoto, 2500],
    ["APNG of 60 frames of 480 x 360", sendOne(toUpload(sticker())), 4000],
    ["the last of 10 photos sent at once", () => lastOf(sendPhoto), 25_000],
  ];
  const chats = new Talk(talker);
  const figures: Figure[] = [];
  for (const [name, once, atMost] of kinds) {
    await once();
    const times: number[] = [];
    chats.start();
    for (let round = 0; round < rounds(); round++) times.push(await once());
    await chats.stop();
    figures.push({ name, unit: "ms", ours: median(times), goals: [{ of: "ours", atMost }] });
  }
  const name = "acknowledgement in another room meanwhile, p99";
  figures.push({ name, unit: "ms", ours: chats.slowest(0.99), goals: [{ of: "ours", atMost: 250 }] });
  for (const one of [seat, talker, web]) one.close();
  return figures;
}

async function lastOf(once: () => Promise<number>): Promise<number> {
  return Math.max(...(await Promise.all(Array.from({ length: AT_ONCE }, once))));
}

/** A square that moves over a picture that stays. */
function sticker(): Buffer {
  const moves = Array.from({ length: 59 }, (_, i) => ({
    ...{ left: 4 * i, top: 2 * i, width: 120, height: 120, delay: 40 },
    ...{ colour: [i * 4, 128, 255 - i * 4, 255] as const, dispose: 2 as const },
  }));
  return apng([{ colour: [20, 30, 40, 255] }, ...moves], { width: 480, height: 360 });
}

/** One who says something all the time. */
class Talk {
  readonly #client: Client;
  readonly #times: number[] = [];
  #isOver = true;
  #talking = Promise.resolve();

  constructor(client: Client) {
    this.#client = client;
  }

  start(): void {
    this.#isOver = false;
    this.#talking = this.#talk();
  }

  stop(): Promise<void> {
    this.#isOver = true;
    return this.#talking;
  }

  slowest(share: number): number {
    const sorted = this.#times.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length * share)]!;
  }

  async #talk(): Promise<void> {
    while (!this.#isOver) {
      this.#times.push(await acknowledgement(this.#client));
      await pause(BETWEEN_CHATS_MS);
    }
  }
}
