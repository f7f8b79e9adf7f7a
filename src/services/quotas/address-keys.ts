import { addressGroup, isLoopback, wideAddressGroup } from "../../lib/address-group.js";
import type { AddressKeys } from "../ports.js";

export function createAddressKeys(hash: (address: string) => string, enabled: boolean): AddressKeys {
  return (address) => {
    if (!enabled || isLoopback(address)) return [];
    const [group, wide] = [addressGroup(address), wideAddressGroup(address)];
    return wide === group ? [hash(group)] : [hash(group), hash(wide)];
  };
}
