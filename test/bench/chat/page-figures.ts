import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Figure, median, sideBySide } from "../report.js";
import { type Ground, LONG, rounds } from "./ground.js";
import { ServerProcess } from "./processes.js";
import { person } from "./stage.js";
import { Web } from "./web.js";

const READERS = 16;
const PAGES = 50;
const visitor = person(1);

/** From the start of the program to the end of the first page. */
export async function start(ground: Ground): Promise<Figure[]> {
  const until = (begin: () => ServerProcess) => async () => {
    const started = performance.now();
    const server = begin();
    const web = new Web(await server.url, visitor.cookie);
    await web.page("/");
    const time = performance.now() - started;
    web.close();
    await server.end();
    return time;
  };
  const sides = {
    ours: until(() => ground.startOurs("small")),
    baseline: until(() => ServerProcess.empty()),
  };
  await sideBySide(1, sides); // both from the disk's cache
  return [
    {
      name: "start to first page, 100 rooms, 100,000 chats (empty Express, Mongoose, Socket.IO, no database)",
      unit: "ms",
      ...(await sideBySide(rounds(), sides)),
      goals: [{ of: "ratio", atMost: 2.5 }],
    },
  ];
}

export async function lobby(ground: Ground): Promise<Figure[]> {
  const [many, few] = await Promise.all((["large", "small"] as const).map((size) => ground.ours(size)));
  return [await comparedPages("lobby, 10,000 rooms (baseline: 100 rooms)", [many!, "/"], [few!, "/"])];
}

export async function longRoom(ground: Ground): Promise<Figure[]> {
  const url = await ground.ours("large");
  const chats = LONG.toLocaleString("en");
  const figures = [
    await comparedPages(
      `room page, ${chats} chats (baseline: 1,000)`,
      [url, "/room/long"],
      [url, "/room/thousand"],
    ),
    await comparedPages(
      `older page, ${chats} chats (baseline: 1,000)`,
      [url, `/room/long/chats?before=${LONG / 2}`],
      [url, "/room/thousand/chats?before=500"],
    ),
    await comparedPages(
      `resync of 100, ${chats} chats (baseline: 1,000)`,
      [url, `/room/long/chats?after=${LONG / 2}&limit=100`],
      [url, "/room/thousand/chats?after=500&limit=100"],
    ),
  ];
  await ground.end("large");
  return figures;
}

/** Medians of single pages, one after the other: how long somebody waits. */
async function comparedPages(
  name: string,
  ours: [string, string],
  baseline: [string, string],
): Promise<Figure> {
  const times =
    ([url, path]: [string, string]) =>
    async () => {
      const web = new Web(url, visitor.cookie);
      const all = await web.times(path, PAGES);
      web.close();
      return median(all);
    };
  await times(ours)();
  await times(baseline)();
  const result = await sideBySide(rounds(), { ours: times(ours), baseline: times(baseline) });
  return { name, unit: "ms", ...result, goals: [{ of: "ratio", atMost: 1.2 }] };
}

export async function roomPage(ground: Ground): Promise<Figure[]> {
  const url = await ground.ours("small");
  const web = new Web(url, visitor.cookie);
  const page = (await web.json("GET", "/room/read")) as object;
  const around = {
    lang: "en",
    me: visitor.member,
    flash: [],
    done: [],
    here: "/room/read",
    draft: { chat: "", error: null },
    watching: false,
    origin: url,
    site: { name: "gif-chat" },
    hasLobby: true,
    maxGifBytes: 5_242_880,
    graceMs: 120_000,
  };
  const data = join(ground.dir, "page.json");
  await writeFile(data, JSON.stringify({ ...page, ...around }));
  const bare = new Web(await ground.bare("page", data));
  await Promise.all([
    web.pagesPerSecond("/room/read", READERS, 1000),
    bare.pagesPerSecond("/", READERS, 1000),
  ]);
  const result = await sideBySide(rounds(), {
    ours: () => web.pagesPerSecond("/room/read", READERS, 1500),
    baseline: () => bare.pagesPerSecond("/", READERS, 1500),
  });
  const lengths = await Promise.all([web.page("/room/read"), bare.page("/")]);
  sameLength(lengths[0]!.length, lengths[1]!.length);
  web.close();
  bare.close();
  await ground.end("page");
  return [
    {
      name: "room page, 50 chats (baseline: Express and Nunjucks, from memory)",
      unit: "pages/s",
      ...result,
      goals: [{ of: "ratio", atLeast: 3 }],
    },
  ];
}

/** Both draw the same page, but for the line that names the day. */
function sameLength(ours: number, bare: number): void {
  if (Math.abs(ours - bare) > 300) throw new Error(`The pages differ: ${ours} and ${bare} bytes`);
}
