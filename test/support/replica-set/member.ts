import { BSON } from "bson";

const { Binary, Long, ObjectId, Timestamp } = BSON;

// What one member says of the replica set that it plays. A step-down changes it, and whoever watches is told at once.
export class Member {
  readonly setName: string;
  address = "";
  isPrimary = true;
  readonly #processId = new ObjectId();
  #counter = 0;
  #term = 1;
  #ticks = 0;
  readonly #watching = new Set<() => void>();

  constructor(setName: string) {
    this.setName = setName;
  }

  become(role: "primary" | "secondary"): void {
    this.isPrimary = role === "primary";
    if (this.isPrimary) this.#term++;
    this.#counter++;
    for (const tell of this.#watching) tell();
    this.#watching.clear();
  }

  get topologyVersion(): { processId: BSON.ObjectId; counter: BSON.Long } {
    return { processId: this.#processId, counter: Long.fromNumber(this.#counter) };
  }

  /** Resolves at the next change, or after so long. */
  changed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const tell = () => {
        clearTimeout(timeout);
        this.#watching.delete(tell);
        resolve();
      };
      const timeout = setTimeout(tell, ms);
      this.#watching.add(tell);
    });
  }

  /** Over what the store behind says of itself. */
  hello(store: BSON.Document): BSON.Document {
    const { isPrimary } = this;
    return {
      ...store,
      ...("ismaster" in store && { ismaster: isPrimary }),
      isWritablePrimary: isPrimary,
      secondary: !isPrimary,
      setName: this.setName,
      setVersion: 1,
      hosts: [this.address],
      me: this.address,
      ...(isPrimary && { primary: this.address, electionId: ObjectId.createFromTime(this.#term) }),
      topologyVersion: this.topologyVersion,
      readOnly: !isPrimary,
    };
  }

  /** The time of the last operation, as members add it to each reply. */
  get times(): BSON.Document {
    const operationTime = new Timestamp({ t: Math.floor(Date.now() / 1000), i: ++this.#ticks });
    const signature = { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO };
    return { operationTime, $clusterTime: { clusterTime: operationTime, signature } };
  }
}
