import { isIPv4 } from "node:net";
import { addressGroup, wideAddressGroup } from "../address-group.js";

export type AddressDetail = "full" | "short" | "off";

/** As much of an address as a log may keep: all of it, the network that it is in (/24 or /48), or nothing. */
export function loggedAddress(address: string | undefined, detail: AddressDetail): string | undefined {
  if (detail === "off" || address === undefined) return undefined;
  if (detail === "full") return address;
  const group = addressGroup(address);
  if (isIPv4(group)) return group.replace(/\d+$/, "0/24");
  const wide = wideAddressGroup(address);
  // Whatever a client has put where a proxy passes on an address.
  return wide.endsWith("::/48") ? wide : undefined;
}
