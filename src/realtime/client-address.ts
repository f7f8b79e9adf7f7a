import type { IncomingMessage } from "node:http";
import proxyAddr from "proxy-addr";

type Trust = (address: string, hops: number) => boolean;

/** The address a connection comes from, by the same rule as Express's for requests. */
export function addressReader(trustProxy: boolean | number | string): (req: IncomingMessage) => string {
  const trust = trustOf(trustProxy);
  return (req) => proxyAddr(req, trust);
}

function trustOf(setting: boolean | number | string): Trust {
  if (typeof setting === "boolean") return () => setting;
  if (typeof setting === "number") return (_address, hops) => hops < setting;
  return proxyAddr.compile(setting.split(",").map((part) => part.trim()));
}
