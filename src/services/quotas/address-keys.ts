import { addressGroup, wideAddressGroup } from "../../lib/address-group.js";

// By what the shares of an address are counted: keyed hashes of its group and, for IPv6, of the wider one. None for an
// address that says nothing about who it is: then nobody is held to a share of it.
export type AddressKeys = (address: string) => readonly string[];

/** Visitors on the same machine, and all of them behind a proxy there without TRUST_PROXY. */
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "0:0:0:0::/64"]);

export function createAddressKeys(hash: (address: string) => string, enabled: boolean): AddressKeys {
  return (address) => {
    const group = addressGroup(address);
    if (!enabled || LOOPBACK.has(group)) return [];
    const wide = wideAddressGroup(address);
    return wide === group ? [hash(group)] : [hash(group), hash(wide)];
  };
}
