import { isIPv4 } from "node:net";
import { addressGroup, wideAddressGroup } from "../address-group.js";
import { isOnion } from "../onion/onion-address.js";

export type AddressDetail = "full" | "short" | "off";

export function loggedAddress(address: string | undefined, detail: AddressDetail): string | undefined {
  if (detail === "off" || address === undefined) return undefined;
  // Its circuit would link what somebody did, which Tor is there to prevent.
  if (isOnion(address)) return "onion";
  if (detail === "full") return address;
  const group = addressGroup(address);
  if (isIPv4(group)) return group.replace(/\d+$/, "0/24");
  const wide = wideAddressGroup(address);
  return wide.endsWith("::/48") ? wide : undefined;
}
