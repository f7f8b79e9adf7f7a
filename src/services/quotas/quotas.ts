import type { Context } from "../ports.js";
import { GuessQuota } from "./guess-quota.js";
import { PictureQuota } from "./picture-quota.js";
import { RoomQuota } from "./room-quota.js";

export class Quotas {
  readonly rooms: RoomQuota;
  readonly guesses: GuessQuota;
  readonly pictures: PictureQuota;

  constructor(context: Context) {
    this.rooms = new RoomQuota(context);
    this.guesses = new GuessQuota(context);
    this.pictures = new PictureQuota(context);
  }

  start(): Promise<void> {
    return this.pictures.load();
  }

  close(): void {
    this.guesses.close();
  }
}
