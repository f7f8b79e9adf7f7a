import type { ChatEdits } from "../chats/chat-edits.js";
import type { ChatLog } from "../chats/chat-log.js";
import type { Context, Hint } from "../ports.js";
import type { LobbyFeed } from "../rooms/lobby-feed.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import type { Presence } from "../seats/presence.js";
import { SeatRepair } from "../seats/seat-repair.js";
import type { Seats } from "../seats/seats.js";
import type { InstanceLease } from "./lease.js";
import { SeatRecovery } from "./seat-recovery.js";
import { Sync } from "./sync.js";

const HEARTBEAT_MS = 2000;

export class Instances {
  readonly #context: Context;
  readonly #lease: InstanceLease;
  readonly #removal: RoomRemoval;
  readonly #sync: Sync;
  readonly #recovery: SeatRecovery;
  readonly #timers = new Set<NodeJS.Timeout>();
  #ruled = Promise.resolve();
  #closed = false;

  constructor(
    context: Context,
    lease: InstanceLease,
    presence: Presence,
    rooms: RoomCache,
    lobby: LobbyFeed,
    log: ChatLog,
    edits: ChatEdits,
    removal: RoomRemoval,
    seats: Seats,
  ) {
    this.#context = context;
    this.#lease = lease;
    this.#removal = removal;
    this.#sync = new Sync(context, lease, lobby, log, edits, removal, seats);
    this.#recovery = new SeatRecovery(context, lease, presence, rooms, removal);
    new SeatRepair(context, rooms, presence, lease, removal);
  }

  async start(): Promise<void> {
    if (!this.#context.bus.hasOthers) {
      await this.#recovery.restore();
      return this.#repeat(() => this.#context.siteRules.load());
    }
    await this.#lease.acquire();
    await this.#recovery.sweep();
    // Two loops, so that a slow sync does not delay the heartbeat.
    this.#repeat(() => this.#heartbeat());
    this.#repeat(() => this.#syncWithOthers());
  }

  onHint(hint: Hint): void {
    // Of sessions know those who have their connections.
    if (hint.about === "replaced") return;
    const { background, siteRules } = this.#context;
    if (hint.about === "site") this.#ruled = background.run(() => siteRules.load());
    // Bans are read first, so that the kick names the ban as its reason.
    else void background.run(() => this.#ruled.then(() => this.#sync.onHint(hint)));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #repeat(job: () => Promise<void>): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#context.background.run(() => job().finally(() => this.#repeat(job)));
    }, HEARTBEAT_MS);
    this.#timers.add(timer);
  }

  async #heartbeat(): Promise<void> {
    if (!(await this.#lease.renew())) await this.#recovery.startOver();
  }

  async #syncWithOthers(): Promise<void> {
    await this.#context.siteRules.load();
    await this.#sync.poll();
    await this.#removal.removeOverdue();
    if (await this.#recovery.removeDeadInstances()) await this.#sync.catchUpAll();
  }
}
