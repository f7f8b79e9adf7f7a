import { addressGroup, isLoopback, wideAddressGroup } from "../../lib/address-group.js";

// By what the shares of an address are counted: keyed hashes of its group and, for IPv6, of the wider one. None for an
// address that says nothing about who it is: then nobody is held to a share of it.
export type AddressKeys = (address: string) => readonly string[];

export function createAddressKeys(hash: (address: string) => string, enabled: boolean): AddressKeys {
  return (address) => {
    if (!enabled || isLoopback(address)) return [];
    const [group, wide] = [addressGroup(address), wideAddressGroup(address)];
    return wide === group ? [hash(group)] : [hash(group), hash(wide)];
  };
}
