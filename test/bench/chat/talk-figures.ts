import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Program } from "../../support/process.js";
import { type Figure, median, sideBySide } from "../report.js";
import { Client } from "./client.js";
import { type Ground, rounds } from "./ground.js";
import type { LobbyTimes } from "./lobby-reader.js";
import { people, person, ROOM_SEATS } from "./stage.js";
import { acknowledgement, Crowd, chatsPerSecond } from "./talk.js";
import { send, upload } from "./upload.js";
import { Web } from "./web.js";

const ROUND_MS = 800;
/** Every two seconds the app notes how far the rooms are. Each round has that in it, and what is left has time. */
const SMALL_ROOMS_MS = 2500;
const NOTES_MS = 2000;
const ACKNOWLEDGED = 200;
const WARM_UP = 2000;
/** Each side is idle for twice as long and more: nothing of the one before is under way, neither here nor in V8. */
const BETWEEN_MS = 10;
const LOBBY_IDLE_MS = 3000;
const LOBBY_LOAD_MS = 6000;
const UPLOADS = 5;
const LISTENERS = 10;

const FULL_ROOM = [
  { inFlight: 8, one: 2.5, many: 4 },
  { inFlight: 64, one: 10, many: 10 },
  { inFlight: 256, one: 15, many: 15 },
];

const SMALL_ROOMS = [
  {
    ...{ rooms: 100, people: 10 },
    talks: [
      { name: "one talks", talkers: 1, atLeast: 1 },
      { name: "all talk", talkers: 10, atLeast: 1.7 },
    ],
  },
  { rooms: 200, people: 2, talks: [{ name: "all talk", talkers: 2, atLeast: 0.6 }] },
];

export async function deliveries(ground: Ground): Promise<Figure[]> {
  const crowds = {
    ours: await ourCrowd(ground),
    baseline: await Crowd.gather(await ground.bare("socketIo"), ROOM_SEATS, "talk"),
    limit: await Crowd.gather(await ground.bare("raw"), ROOM_SEATS, "talk"),
  };
  for (const crowd of Object.values(crowds)) await crowd.deliveries(64, ROUND_MS, ROOM_SEATS);
  const figures: Figure[] = [];
  for (const { inFlight, one, many } of FULL_ROOM)
    for (const [senders, atLeast] of [
      [1, one],
      [Math.min(inFlight, ROOM_SEATS), many],
    ] as const) {
      const side = (crowd: Crowd) => () => crowd.deliveries(inFlight, ROUND_MS, senders);
      const result = await sideBySide(rounds(), {
        ours: side(crowds.ours),
        baseline: side(crowds.baseline),
        limit: side(crowds.limit),
      });
      const name = `200 listeners, ${senders === 1 ? "one sender" : "many senders"}, ${inFlight} in flight (Socket.IO)`;
      figures.push({ name, unit: "deliveries/s", ...result, goals: [{ of: "ratio", atLeast }] });
    }
  for (const crowd of Object.values(crowds)) crowd.close();
  return figures;
}

const ourCrowd = async (ground: Ground): Promise<Crowd> =>
  Crowd.gather(await ground.ours("small"), ROOM_SEATS, "talk", people(ROOM_SEATS));

/** The lobby of the same server, looked at by somebody else: first while nobody talks, then with 64 chats in flight. */
export async function lobbyUnderLoad(ground: Ground): Promise<Figure[]> {
  const url = await ground.ours("small");
  const crowd = await ourCrowd(ground);
  const idle = await lobbyTimes(url, () => pause(LOBBY_IDLE_MS));
  const busy = await lobbyTimes(url, () => crowd.deliveries(64, LOBBY_LOAD_MS, ROOM_SEATS));
  crowd.close();
  return [
    {
      name: "lobby page while 64 chats are in flight, p99 (its p50 while nobody talks)",
      unit: "ms",
      ours: busy.p99,
      baseline: idle.p50,
      goals: [{ of: "ratio", atMost: 8 }],
    },
  ];
}

async function lobbyTimes(url: string, during: () => Promise<unknown>): Promise<LobbyTimes> {
  const program = fileURLToPath(new URL("./lobby-reader.ts", import.meta.url));
  const reader = new Program(process.execPath, ["--import", "tsx", program, url, person(300).cookie], {
    showErrors: true,
  });
  await during();
  await reader.endInput();
  return JSON.parse(reader.output);
}

export async function acknowledgements(ground: Ground): Promise<Figure[]> {
  const ours = await Client.enter(await ground.ours("small"), "alone", person(1).cookie);
  const bare = await Client.enter(await ground.bare("socketIo"), "durable");
  // The compiler is done with what both sides do before anything is measured.
  for (const client of [ours, bare]) for (let i = 0; i < WARM_UP; i++) await acknowledgement(client);
  const sides = [ours, bare].map((client) => ({ client, times: [] as number[] }));
  for (let i = 0; i < ACKNOWLEDGED; i++) {
    for (const { client, times } of sides) {
      await pause(BETWEEN_MS);
      times.push(await acknowledgement(client));
    }
  }
  const [mine, theirs] = sides.map(({ times }) => median(times));
  for (const { client } of sides) client.close();
  const name = "acknowledgement, idle room (baseline: Socket.IO and one durable write of SQLite)";
  return [{ name, unit: "ms", ours: mine!, baseline: theirs!, goals: [{ of: "ratio", atMost: 1.5 }] }];
}

export async function smallRooms(ground: Ground): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const shape of SMALL_ROOMS) {
    const sides = {
      ours: await fillOurs(await ground.ours("small"), shape),
      baseline: await fillBare(await ground.bare("socketIo"), shape),
      limit: await fillBare(await ground.bare("raw"), shape),
    };
    for (const talk of shape.talks) figures.push(await talkIn(sides, shape, talk));
    for (const client of Object.values(sides).flat()) client.close();
  }
  return figures;
}

async function talkIn(
  { ours, baseline, limit }: Record<"ours" | "baseline" | "limit", Client[]>,
  { rooms, people: size }: Shape,
  { name, talkers, atLeast }: Shape["talks"][number],
): Promise<Figure> {
  const talk = (clients: Client[], milliseconds: number) =>
    chatsPerSecond(
      clients.filter((_, i) => i % size < talkers),
      milliseconds,
    );
  for (const clients of [ours, baseline, limit]) await talk(clients, ROUND_MS);
  const result = await sideBySide(rounds(), {
    ours: async () => {
      const measured = await talk(ours, SMALL_ROOMS_MS);
      await pause(NOTES_MS);
      return measured;
    },
    baseline: () => talk(baseline, SMALL_ROOMS_MS),
    limit: () => talk(limit, ROUND_MS),
  });
  return {
    name: `${rooms} rooms of ${size}, ${name} (Socket.IO)`,
    unit: "chats/s",
    ...result,
    goals: [{ of: "ratio", atLeast }],
  };
}

type Shape = (typeof SMALL_ROOMS)[number];

async function fillOurs(url: string, { rooms, people: size }: Shape): Promise<Client[]> {
  const web = new Web(url, person(0).cookie);
  const clients: Client[] = [];
  for (let number = 0; number < rooms; number++) {
    const room = (await web.json("POST", "/room", { title: `Small ${number}`, max: size })) as {
      _id: string;
    };
    const cookies = people(size, 400 + size * number).map(({ cookie }) => cookie);
    clients.push(...(await Promise.all(cookies.map((cookie) => Client.enter(url, room._id, cookie)))));
  }
  web.close();
  return clients;
}

async function fillBare(url: string, { rooms, people: size }: Shape): Promise<Client[]> {
  const clients: Client[] = [];
  for (let number = 0; number < rooms; number++) {
    const room = `small ${rooms} ${size} ${number}`;
    clients.push(...(await Promise.all(Array.from({ length: size }, () => Client.enter(url, room)))));
  }
  return clients;
}

export async function pictures(ground: Ground): Promise<Figure[]> {
  const url = await ground.ours("small");
  const listeners: Client[] = [];
  for (const { cookie } of people(LISTENERS, 500)) listeners.push(await Client.enter(url, "look", cookie));
  const file = upload();
  const ours = new Web(url, person(500).cookie);
  const bare = new Web(await ground.bare("upload", ground.dir));
  const several = (once: () => Promise<number>) => async () => {
    const times: number[] = [];
    for (let i = 0; i < UPLOADS; i++) times.push(await once());
    return median(times);
  };
  const sent = several(() => send(ours, "/room/look/gif", file, listeners));
  const written = several(() => send(bare, "/", file, []));
  await sent();
  await written();
  const result = await sideBySide(rounds(), { ours: sent, baseline: written });
  for (const client of listeners) client.close();
  ours.close();
  bare.close();
  await ground.end("upload");
  const name = "GIF of 2 MB until everybody has the event (baseline: multer)";
  return [{ name, unit: "ms", ...result, goals: [{ of: "ratio", atMost: 3 }] }];
}
