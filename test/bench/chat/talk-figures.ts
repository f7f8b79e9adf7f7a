import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Program } from "../../support/process.js";
import { type Figure, median, sideBySide } from "../report.js";
import { bareWs, Client, socketIo } from "./client.js";
import { type Ground, rounds } from "./ground.js";
import { people, person, ROOM_SEATS } from "./stage.js";
import { acknowledgement, Crowd, chatsPerSecond } from "./talk.js";
import { send, upload } from "./upload.js";
import { Web } from "./web.js";

const ROUND_MS = 800;
const PAIRS = 200;
/** Every two seconds the app notes how far the rooms are. Each round has that in it, and what is left has time. */
const PAIRS_MS = 2500;
const NOTES_MS = 2000;
const ACKNOWLEDGED = 200;
const WARM_UP = 3000;
/** Each side is idle for twice as long and more: nothing of the one before is under way, neither here nor in V8. */
const BETWEEN_MS = 10;
const UPLOADS = 5;
const LISTENERS = 10;

const GOALS = [
  { inFlight: 8, socketIo: 1.5 },
  { inFlight: 64, socketIo: 7, ws: 5 },
  { inFlight: 256, socketIo: 10 },
];

export async function deliveries(ground: Ground): Promise<Figure[]> {
  const ours = await ourCrowd(ground);
  const bare = {
    socketIo: await Crowd.gather(await ground.bare("socketIo"), socketIo, ROOM_SEATS, "talk"),
    ws: await Crowd.gather(await ground.bare("ws"), bareWs, ROOM_SEATS),
  };
  for (const crowd of [ours, bare.socketIo, bare.ws]) await crowd.deliveries(64, ROUND_MS);
  const figures: Figure[] = [];
  for (const { inFlight, ...goals } of GOALS) {
    for (const [kind, least] of Object.entries(goals) as ["socketIo" | "ws", number][]) {
      const result = await sideBySide(
        rounds(),
        () => ours.deliveries(inFlight, ROUND_MS),
        () => bare[kind].deliveries(inFlight, ROUND_MS),
      );
      const against = kind === "ws" ? "ws" : "Socket.IO";
      const name = `200 listeners, ${inFlight} in flight, stored (baseline: ${against}, not stored)`;
      figures.push({ name, unit: "deliveries/s", ...result, goals: [{ of: "ratio", atLeast: least }] });
    }
  }
  for (const crowd of [ours, bare.socketIo, bare.ws]) crowd.close();
  await ground.end("ws");
  return figures;
}

const ourCrowd = async (ground: Ground): Promise<Crowd> =>
  Crowd.gather(await ground.ours("small"), socketIo, ROOM_SEATS, "talk", people(ROOM_SEATS));

/** The lobby of the same server, looked at by somebody else while 64 chats are in flight. */
export async function lobbyUnderLoad(ground: Ground): Promise<Figure[]> {
  const crowd = await ourCrowd(ground);
  const program = fileURLToPath(new URL("./lobby-reader.ts", import.meta.url));
  const args = ["--import", "tsx", program, await ground.ours("small"), person(300).cookie];
  const reader = new Program(process.execPath, args, { showErrors: true });
  await crowd.deliveries(64, 6000);
  await reader.endInput();
  crowd.close();
  return [
    {
      name: "lobby page while 64 chats are in flight, p99",
      unit: "ms",
      ours: Number(reader.output),
      goals: [{ of: "ours", atMost: 100 }],
    },
  ];
}

export async function acknowledgements(ground: Ground): Promise<Figure[]> {
  const ours = await Client.enter(await ground.ours("small"), socketIo, "alone", person(1).cookie, true);
  const bare = await Client.enter(await ground.bare("socketIo"), socketIo, "durable");
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
  return [{ name, unit: "ms", ours: mine!, baseline: theirs!, goals: [{ of: "ratio", atMost: 2 }] }];
}

export async function manyRooms(ground: Ground): Promise<Figure[]> {
  const url = await ground.ours("small");
  const web = new Web(url, person(0).cookie);
  const clients: { ours: Client[]; bare: Client[] } = { ours: [], bare: [] };
  for (let pair = 0; pair < PAIRS; pair++) {
    const room = (await web.json("POST", "/room", { title: `Pair ${pair}`, max: 2 })) as { _id: string };
    for (const { cookie } of people(2, 1000 + 2 * pair)) {
      clients.ours.push(await Client.enter(url, socketIo, room._id, cookie, true));
      clients.bare.push(await Client.enter(await ground.bare("socketIo"), socketIo, room._id));
    }
  }
  web.close();
  await chatsPerSecond(clients.ours, ROUND_MS);
  await chatsPerSecond(clients.bare, ROUND_MS);
  const result = await sideBySide(
    rounds(),
    async () => {
      const measured = await chatsPerSecond(clients.ours, PAIRS_MS);
      await pause(NOTES_MS);
      return measured;
    },
    () => chatsPerSecond(clients.bare, PAIRS_MS),
  );
  for (const client of [...clients.ours, ...clients.bare]) client.close();
  const name = `${PAIRS} rooms of 2, all talking, stored (baseline: Socket.IO, not stored)`;
  return [{ name, unit: "chats/s", ...result, goals: [{ of: "ratio", atLeast: 0.4 }] }];
}

export async function pictures(ground: Ground): Promise<Figure[]> {
  const url = await ground.ours("small");
  const listeners: Client[] = [];
  for (const { cookie } of people(LISTENERS, 500))
    listeners.push(await Client.enter(url, socketIo, "look", cookie, true));
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
  const result = await sideBySide(rounds(), sent, written);
  for (const client of listeners) client.close();
  ours.close();
  bare.close();
  await ground.end("upload");
  const name = "GIF of 2 MB until everybody has the event (baseline: multer)";
  return [{ name, unit: "ms", ...result, goals: [{ of: "ratio", atMost: 3 }] }];
}
