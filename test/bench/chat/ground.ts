import { cp } from "node:fs/promises";
import { join } from "node:path";
import { ServerProcess } from "./processes.js";
import { COOKIE_SECRET, people, ROOM_SEATS, type StagedRoom, setStage } from "./stage.js";
import { ARRIVAL_ROOMS, arrivalRoom, STORM, stormRoom } from "./storm.js";

const TIME_FOR_MORE_MS = 120_000;

/** Medians of three; but the whole is to end within minutes on a slow machine too, where the stage alone takes two. */
export const rounds = (): number => (performance.now() < TIME_FOR_MORE_MS ? 3 : 1);
export const LONG = 250_000;
const SMALL_ROOMS = 100;
const VISITORS = 1500;
const LARGE_ROOMS = 10_000;

type Stage = "small" | "large" | "left" | "idle" | "empty";
type Kind = "raw" | "socketIo" | "page" | "upload";

/** The servers that the figures are about, started when they are first needed and ended together. */
export class Ground {
  readonly dir: string;
  readonly #running = new Map<string, ServerProcess>();

  private constructor(dir: string) {
    this.dir = dir;
  }

  /**
   * Data directories: one of a usual size, one with many rooms and a very long one, two that a server has just left,
   * with everybody in the rooms, and one with rooms in which nobody is.
   */
  static async prepare(dir: string, withLarge: boolean): Promise<Ground> {
    const room = (id: string, chats: number): StagedRoom => ({ id, chats });
    const everybody = people(STORM);
    const stormy = Array.from({ length: STORM / ROOM_SEATS }, (_, i) => ({
      ...room(stormRoom(i * ROOM_SEATS), 100),
      seated: everybody.slice(i * ROOM_SEATS, (i + 1) * ROOM_SEATS),
    }));
    const named = [room("talk", 1000), room("alone", 1000), room("read", 50), room("look", 1000)];
    const rest = (count: number, chats: number) =>
      Array.from({ length: count }, (_, i) => room(`rest${i}`, chats));
    const small = [...named, ...rest(SMALL_ROOMS - named.length, 1000)];
    const empty = Array.from({ length: ARRIVAL_ROOMS }, (_, i) => room(arrivalRoom(i), 50));
    const large = [room("long", LONG), room("thousand", 1000), ...rest(LARGE_ROOMS - 2, 0)];
    await Promise.all([
      setStage(join(dir, "small"), small, VISITORS),
      setStage(join(dir, "left"), stormy, STORM).then(() =>
        cp(join(dir, "left"), join(dir, "idle"), { recursive: true }),
      ),
      setStage(join(dir, "empty"), empty, 1),
      ...(withLarge ? [setStage(join(dir, "large"), large, 100)] : []),
    ]);
    return new Ground(dir);
  }

  /** Our server over one of the directories; it stays until the end. */
  ours(stage: Stage): Promise<string> {
    return this.#url(stage, () => this.startOurs(stage));
  }

  bare(kind: Kind, argument?: string): Promise<string> {
    return this.#url(kind, () => ServerProcess.bare(kind, argument));
  }

  startOurs(stage: Stage): ServerProcess {
    return ServerProcess.ours(join(this.dir, stage), { COOKIE_SECRET });
  }

  async end(name: string): Promise<void> {
    const server = this.#running.get(name);
    this.#running.delete(name);
    await server?.end();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.end(name)));
  }

  #url(name: string, make: () => ServerProcess): Promise<string> {
    const server = this.#running.get(name) ?? make();
    this.#running.set(name, server);
    return server.url;
  }
}
