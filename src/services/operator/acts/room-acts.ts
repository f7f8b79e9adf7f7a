import { Refusal } from "../../errors.js";
import type { RoomCache } from "../../rooms/room-cache.js";
import type { RoomRemoval } from "../../rooms/room-removal.js";
import type { ActRunner, Pass } from "./act-runner.js";

export class RoomActs {
  readonly #runner: ActRunner;
  readonly #rooms: Pick<RoomCache, "get">;
  readonly #removal: Pick<RoomRemoval, "removeAny">;

  constructor(runner: ActRunner, rooms: Pick<RoomCache, "get">, removal: Pick<RoomRemoval, "removeAny">) {
    this.#runner = runner;
    this.#rooms = rooms;
    this.#removal = removal;
  }

  async end(pass: Pass, id: unknown): Promise<void> {
    this.#runner.assertOperator(pass);
    const { _id: room } = await this.#rooms.get(id);
    await this.#runner.run(pass, "end", `room/${room}`, async () => {
      if (!(await this.#removal.removeAny(room))) throw new Refusal("ROOM_NOT_FOUND");
    });
  }
}
