import { expect, test } from "vitest";
import { ReportSpace } from "../../src/services/reports/report-space.js";

const reports = (count: number, from: string[], bytes = 0) =>
  Array.from({ length: count }, () => ({ from, bytes }));
const fits = (all: ReturnType<typeof reports>, from: string[], bytes = 0) => {
  try {
    new ReportSpace(all, from).assertFits(bytes);
    return true;
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const full = "TOO_MANY_REPORTS";
const MB = 1024 * 1024;

test("an address that used up its share leaves room to its neighbours, and its network to all others", () => {
  const one = reports(50, ["one", "network"]);
  expect([fits(one, ["one", "network"]), fits(one, ["two", "network"])]).toEqual([full, true]);
  const many = ["a", "b", "c", "d", "e"].flatMap((address) => reports(50, [address, "network"]));
  expect([fits(many, ["two", "network"]), fits(many, ["three", "elsewhere"]), fits(many, [])]).toEqual([
    ...[full, true, true],
  ]);
  expect(fits([...many, ...reports(250, ["f"])], ["three"])).toBe("STORAGE_FULL");
  const large = reports(1, ["one", "network"], 40 * MB);
  expect([fits(large, ["one", "network"], 1), fits(large, ["two", "network"], 1)]).toEqual([full, true]);
});
