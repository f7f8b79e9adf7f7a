import { type Finding, ok, warning } from "./finding.js";

/** The `Date` of HTTP has no parts of a second. */
const MOST_MS = 3000;

export interface OtherClock {
  readonly name: string;
  readonly time: Date | undefined;
  /** Of this machine, when the other was read. */
  readonly at: number;
}

export function checkClock(clocks: OtherClock[]): Finding {
  const differences = clocks.flatMap(({ name, time, at }) =>
    time && !Number.isNaN(time.getTime()) ? [{ name, ms: at - time.getTime() }] : [],
  );
  const wrong = differences.filter(({ ms }) => Math.abs(ms) > MOST_MS);
  if (wrong.length) {
    const said = wrong.map(({ name, ms }) => `${inSeconds(ms)} from that of ${name}`).join(", ");
    return warning("clock", `this clock is ${said}: timedatectl set-ntp true, on both machines`);
  }
  if (!differences.length) return ok("clock", "nothing to compare it with");
  return ok("clock", `agrees with ${differences.map(({ name }) => name).join(", ")}`);
}

const inSeconds = (ms: number): string => `${Math.round(Math.abs(ms) / 1000)} s`;
