import type { RoomRecord } from "../../../db/models/room.js";
import { Refusal } from "../../errors.js";
import type { ActRunner, Pass } from "./act-runner.js";

interface Rooms {
  get(id: unknown): Promise<{ _id: string }>;
  find(room: string): Promise<RoomRecord | undefined>;
}

interface Removal {
  removeAny(room: string): Promise<boolean>;
}

export class RoomActs {
  readonly #runner: ActRunner;
  readonly #rooms: Rooms;
  readonly #removal: Removal;

  constructor(runner: ActRunner, rooms: Rooms, removal: Removal) {
    this.#runner = runner;
    this.#rooms = rooms;
    this.#removal = removal;
  }

  find(room: string): Promise<RoomRecord | undefined> {
    return this.#rooms.find(room);
  }

  async end(pass: Pass, id: unknown): Promise<void> {
    this.#runner.assertOperator(pass);
    const { _id: room } = await this.#rooms.get(id);
    await this.#runner.run(pass, "end", `room/${room}`, async () => {
      if (!(await this.#removal.removeAny(room))) throw new Refusal("ROOM_NOT_FOUND");
    });
  }
}
