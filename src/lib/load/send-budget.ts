const LOOK_MS = 100;
const LOOK_BYTES = 4 * 1024 * 1024;

export interface Backlog {
  readonly address: string;
  readonly bytes: number;
  close(): void;
}

/**
 * Tells of every backlog. Without iterators: it is called ten times a second for all connections, and what is allocated
 * keeps the heap from shrinking.
 */
export type BacklogSource = (tell: (backlog: Backlog) => void) => void;

export type SendLimit = "address" | "server";

export interface SendLimits {
  perAddress: number;
  total: number;
  onCut?: (limit: SendLimit) => void;
}

// Bounds the memory of unsent bytes, for each address and in total: the connection with most of the address
// with most is closed first. It looks now and then instead of counting, so that sending costs nothing.
export class SendBudget {
  readonly #limits: SendLimits;
  readonly #sources: BacklogSource[] = [];
  readonly #timer: NodeJS.Timeout;
  #sinceLook = 0;
  #isLookDue = false;

  constructor(limits: SendLimits) {
    this.#limits = limits;
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  addSource(source: BacklogSource): void {
    this.#sources.push(source);
  }

  /** How many bytes wait for their readers now. */
  get bytes(): number {
    let bytes = 0;
    for (const source of this.#sources)
      source((backlog) => {
        bytes += backlog.bytes;
      });
    return bytes;
  }

  sent(bytes: number): void {
    this.#sinceLook += bytes;
    if (this.#sinceLook < LOOK_BYTES || this.#isLookDue) return;
    this.#isLookDue = true;
    setImmediate(() => this.#look());
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.#sinceLook = 0;
    this.#isLookDue = false;
    const senders = new Map<string, Sender>();
    let total = 0;
    const add = (backlog: Backlog) => {
      const sender = senders.get(backlog.address) ?? { bytes: 0, backlogs: [] };
      senders.set(backlog.address, sender);
      sender.bytes += backlog.bytes;
      sender.backlogs.push(backlog);
      total += backlog.bytes;
    };
    for (const source of this.#sources) source(add);
    for (const sender of senders.values())
      while (sender.bytes > this.#limits.perAddress) total -= this.#cut(sender, "address");
    while (total > this.#limits.total) total -= this.#cut(heaviest(senders.values()), "server");
  }

  #cut(sender: Sender, limit: SendLimit): number {
    this.#limits.onCut?.(limit);
    return closeWorst(sender);
  }
}

interface Sender {
  bytes: number;
  backlogs: Backlog[];
}

const heaviest = (senders: Iterable<Sender>): Sender =>
  [...senders].reduce((most, sender) => (sender.bytes > most.bytes ? sender : most));

function closeWorst(sender: Sender): number {
  const worst = sender.backlogs.reduce((most, backlog) => (backlog.bytes > most.bytes ? backlog : most));
  const { bytes } = worst;
  sender.backlogs.splice(sender.backlogs.indexOf(worst), 1);
  sender.bytes -= bytes;
  worst.close();
  return bytes;
}
