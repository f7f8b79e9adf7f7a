import { type Figure, median, sideBySide } from "../report.js";
import { type Ground, rounds } from "./ground.js";
import { ServerProcess } from "./processes.js";
import { type Person, people } from "./stage.js";
import { STORM, storm } from "./storm.js";

/** Everybody comes back to a server that has just been started; what it keeps for each of them afterwards. */
export async function memoryAndStorm(ground: Ground): Promise<Figure[]> {
  await ground.close();
  const visitors = people(STORM);
  // Who comes back after a restart had a seat before it.
  await once(ground.startOurs("small"), [], visitors);
  const kept = { ours: [] as number[], baseline: [] as number[] };
  const came = await sideBySide(
    rounds(),
    () => once(ground.startOurs("small"), kept.ours, visitors),
    () => once(ServerProcess.bare("socketIo"), kept.baseline),
  );
  return [
    {
      name: "memory for each idle listener (baseline: Socket.IO)",
      unit: "kB",
      ours: median(kept.ours),
      baseline: median(kept.baseline),
      goals: [{ of: "ratio", atMost: 1.3 }],
    },
    {
      name: `${STORM.toLocaleString("en")} sockets reconnect at once (baseline: Socket.IO)`,
      unit: "ms",
      ...came,
      goals: [{ of: "ratio", atMost: 3 }],
    },
  ];
}

async function once(server: ServerProcess, kept: number[], visitors?: Person[]): Promise<number> {
  const url = await server.url;
  const before = await server.memory();
  const { ms, clients } = await storm(url, visitors);
  kept.push(((await server.memory()) - before) / STORM / 1024);
  for (const client of clients) client.close();
  await server.end();
  return ms;
}
