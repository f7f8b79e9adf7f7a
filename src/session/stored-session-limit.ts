import type { mongo } from "mongoose";
import type { SessionRecord } from "./session-key.js";

const STEP_SHARE = 0.01;
const BATCH = 200;

// Bounds the stored sessions, of whichever addresses. The first to expire go first: those whose cookie never came back,
// then those whose visitors have been away for the longest.
export class StoredSessionLimit {
  readonly #sessions: Promise<mongo.Collection<SessionRecord>>;
  readonly #max: number;
  readonly #step: number;
  #added = 0;

  constructor(sessions: Promise<mongo.Collection<SessionRecord>>, max: number) {
    this.#sessions = sessions;
    this.#max = max;
    this.#step = Math.ceil(max * STEP_SHARE);
  }

  async onAdded(): Promise<void> {
    this.#added++;
    if (this.#added % this.#step === 0) await this.makeRoom();
  }

  async makeRoom(): Promise<void> {
    const sessions = await this.#sessions;
    let excess = (await sessions.estimatedDocumentCount()) - (this.#max - this.#step);
    while (excess > 0) {
      const options = {
        projection: { _id: 1 },
        sort: { expires: 1 },
        limit: Math.min(excess, BATCH),
      } as const;
      const oldest = await sessions.find({}, options).toArray();
      if (!oldest.length) return;
      await sessions.deleteMany({ _id: { $in: oldest.map(({ _id }) => _id) } });
      excess -= oldest.length;
    }
  }
}
