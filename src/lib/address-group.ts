import { isIPv6 } from "node:net";
import { isOnion, ONION } from "./onion/onion-address.js";

/** An IPv6 /48, as one site may have, may use this many times what one of its /64 may; all of Tor, what a circuit may. */
export const WIDE_FACTOR = 16;

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "0:0:0:0::/64"]);
const GROUP_BITS = 64;
const WIDE_GROUP_BITS = 48;
const BITS_PER_PART = 16;
const PARTS = 8;
const IPV4_MAPPED = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/;

/** Counts as one: an IPv4 address, or the IPv6 /64 from which a customer can choose any address. */
export const addressGroup = (address: string): string => groupOf(address, GROUP_BITS);

export function groupAround(group: string): string | undefined {
  if (isOnion(group)) return ONION;
  const parts = group.endsWith(`::/${GROUP_BITS}`) ? group.split(":", WIDE_GROUP_BITS / BITS_PER_PART) : [];
  return parts.length ? `${parts.join(":")}::/${WIDE_GROUP_BITS}` : undefined;
}

/** Visitors on the same machine, and all of them behind a proxy there without TRUST_PROXY. */
export const isLoopback = (address: string): boolean => LOOPBACK.has(addressGroup(address));

export const wideAddressGroup = (address: string): string => groupOf(address, WIDE_GROUP_BITS);

function groupOf(address: string, bits: number): string {
  if (isOnion(address)) return bits === GROUP_BITS ? address : ONION;
  const [plain = ""] = address.split("%");
  if (!isIPv6(plain)) return address;
  // A URL's host is the one short form of an address that can be written in many ways.
  const short = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const mapped = IPV4_MAPPED.exec(short);
  if (mapped) return toIPv4(mapped[1]!, mapped[2]!);
  return `${partsOf(short)
    .slice(0, bits / BITS_PER_PART)
    .join(":")}::/${bits}`;
}

function toIPv4(high: string, low: string): string {
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join(".");
}

function partsOf(short: string): string[] {
  const [before = [], after = []] = short.split("::").map((half) => (half ? half.split(":") : []));
  const zeros = new Array<string>(PARTS - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after];
}
