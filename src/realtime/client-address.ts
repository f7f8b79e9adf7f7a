import type { IncomingMessage } from "node:http";
import proxyAddr from "proxy-addr";

type Trust = (address: string, hops: number) => boolean;

export function createAddressReader(
  trustProxy: boolean | number | string,
): (request: IncomingMessage) => string {
  const trust = toTrust(trustProxy);
  // A socket that was reset has no address any more, and a unix socket never has one.
  return (request) => (proxyAddr(request, trust) as string | undefined) ?? "unknown";
}

function toTrust(setting: boolean | number | string): Trust {
  if (typeof setting === "boolean") return () => setting;
  if (typeof setting === "number") return (_address, hops) => hops < setting;
  return proxyAddr.compile(setting.split(",").map((part) => part.trim()));
}
