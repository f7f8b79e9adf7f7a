import { afterEach, expect, test } from "vitest";
import { SendBudget } from "../../src/lib/load/send-budget.js";

class Sender {
  bytes: number;
  readonly address: string;
  readonly closed: Promise<void>;
  close!: () => void;
  isClosed = false;

  constructor(address: string, bytes: number) {
    this.address = address;
    this.bytes = bytes;
    this.closed = new Promise((resolve) => {
      this.close = () => {
        this.isClosed = true;
        this.bytes = 0;
        resolve();
      };
    });
  }
}

let budget: SendBudget;
const cut: string[] = [];
afterEach(() => budget.close());

function watch(senders: Sender[]): void {
  cut.length = 0;
  budget = new SendBudget({ perAddress: 100, total: 250, onCut: (limit) => cut.push(limit) });
  budget.addSource((tell) => senders.filter(({ bytes }) => bytes > 0).forEach(tell));
}

test("of an address with too much, the worst are closed until it fits", async () => {
  const [worst, bad, small] = [new Sender("a", 80), new Sender("a", 60), new Sender("a", 30)];
  const other = new Sender("b", 90);
  watch([small, bad, worst, other]);
  await worst.closed;
  expect([bad.isClosed, small.isClosed, other.isClosed]).toEqual([false, false, false]);
  expect([cut, budget.bytes]).toEqual([["address"], 60 + 30 + 90]);
});

test("when all together have too much, the address with most loses first", async () => {
  const few = ["b", "c"].map((address) => new Sender(address, 80));
  const many = [new Sender("a", 50), new Sender("a", 49)];
  watch([...few, ...many]);
  await many[0]!.closed;
  expect([...few, many[1]!].map(({ isClosed }) => isClosed)).toEqual([false, false, false]);
  expect(cut).toEqual(["server"]);
});

test("after large answers it looks at once", async () => {
  const worst = new Sender("a", 101);
  watch([worst]);
  budget.sent(100 * 1024 * 1024);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(worst.isClosed).toBe(true);
});
