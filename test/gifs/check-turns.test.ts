import { expect, test } from "vitest";
import { OverloadError } from "../../src/lib/overload-error.js";
import { CheckTurns, NeedsLongTurn, type Turn } from "../../src/services/gifs/check-turns.js";

const nothing = async (): Promise<void> => {};
const limiter = {
  enabled: true,
  ...{ assertAllowed: nothing, assertAddressAllowed: nothing, refund: nothing },
  ...{ isWithin: async () => true, count: async () => 0, countUp: async () => 0 },
};

/** Conversions that begin one after the other, and end when they are told to. */
function conversions(turns: CheckTurns) {
  const begun: { address: string; end: () => void }[] = [];
  const convert = (address: string, isGone?: () => boolean): Promise<string> =>
    turns.run(
      address,
      async ({ isLong }: Turn) => {
        if (!isLong) throw new NeedsLongTurn();
        await new Promise<void>((end) => begun.push({ address, end }));
        return `made for ${address}`;
      },
      { isGone },
    );
  const next = (count: number) => expect.poll(() => begun.length).toBe(count);
  return { begun, convert, next };
}

test("conversions keep no plain picture waiting, and an address keeps no other's conversion waiting", async () => {
  const turns = new CheckTurns(limiter);
  const { begun, convert, next } = conversions(turns);
  const made = [convert("10.0.0.1")];
  await next(1);
  for (const address of ["10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"])
    made.push(convert(address));
  for (const address of ["10.0.0.1", "10.0.0.9"])
    expect(await turns.run(address, async ({ isLong }) => isLong)).toBe(false);
  await expect(convert("10.0.0.1")).rejects.toThrow(OverloadError);
  for (let i = 0; i < made.length; i++) {
    await next(i + 1);
    begun[i]!.end();
  }
  expect(await Promise.all(made)).toHaveLength(7);
  expect(begun.map(({ address }) => address.at(-1)).join("")).toBe("1234111");
});

test("what waits for somebody who has gone is dropped", async () => {
  const turns = new CheckTurns(limiter);
  const { begun, convert, next } = conversions(turns);
  const first = convert("10.0.0.1");
  await next(1);
  let isGone = false;
  const dropped = expect(convert("10.0.0.2", () => isGone)).rejects.toThrow(OverloadError);
  const last = convert("10.0.0.3");
  expect(await turns.run("10.0.0.2", async () => "checked")).toBe("checked");
  isGone = true;
  begun[0]!.end();
  await next(2);
  begun[1]!.end();
  expect(await Promise.all([first, last])).toEqual(["made for 10.0.0.1", "made for 10.0.0.3"]);
  await dropped;
});
