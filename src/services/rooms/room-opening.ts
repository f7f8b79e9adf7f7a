import type { RoomRecord } from "../../db/models/room.js";
import { isOnion } from "../../lib/onion/onion-address.js";
import { assertMayOpenRooms } from "../operator/operator-pass.js";
import { assertNotBannedByOperator } from "../operator/site-ban-check.js";
import type { Context, Visitor } from "../ports.js";
import type { Quotas } from "../quotas/quotas.js";
import { sortKey } from "./new-room.js";
import type { RoomRemoval } from "./room-removal.js";

export class RoomOpening {
  readonly #context: Context;
  readonly #removal: RoomRemoval;
  readonly #quotas: Quotas;

  constructor(context: Context, removal: RoomRemoval, quotas: Quotas) {
    this.#context = context;
    this.#removal = removal;
    this.#quotas = quotas;
  }

  async assertAllowed(visitor: Visitor, proof: unknown): Promise<void> {
    const { id, address, operator } = visitor;
    const { limiter, proofs } = this.#context;
    assertNotBannedByOperator(this.#context, visitor);
    assertMayOpenRooms(this.#context, operator);
    await limiter.assertAddressAllowed("openRoom", address);
    if (proofs.isNeeded("room", address) || (await this.#quotas.rooms.needsProof(address)))
      await proofs.assertProven("room", id, proof);
  }

  async store(record: RoomRecord, address: string, replaced?: string): Promise<void> {
    // Else those who come over Tor could fill only half of a room of their own.
    if (isOnion(address)) record.crowd = true;
    const asked = { owner: record.owner.id, address, replaced };
    const endUnvisited = (room: string) => this.#removal.removeUnvisited(room);
    await this.#quotas.rooms.open(asked, endUnvisited, async (origin) => {
      const born = sortKey(record._id, record.createdAt, origin);
      Object.assign(record, origin, { born, heard: born });
      // Before the write: if its answer is lost, the room may exist.
      if (record.endsAt) this.#removal.startTimer(record._id, record.endsAt);
      await this.#context.models.rooms.create(record);
    });
  }
}
