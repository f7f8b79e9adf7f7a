import { addressGroup, isLoopback, wideAddressGroup } from "../../lib/address-group.js";
import { isOnion, ONION } from "../../lib/onion/onion-address.js";
import type { AddressKeys, Context } from "../ports.js";

type Hash = (address: string) => string;

/** Tor gives the number of a circuit again after its restart, so a ban by it would hit somebody else. */
export function createAddressKeys(hash: Hash, enabled: boolean): AddressKeys {
  const { quotaKeys } = createQuotaKeys(hash, enabled);
  return (address) => (isOnion(address) ? [] : quotaKeys(address));
}

export function createQuotaKeys(hash: Hash, enabled: boolean): Pick<Context, "quotaKeys" | "shareKey"> {
  const quotaKeys: AddressKeys = (address) => {
    if (!enabled || isLoopback(address)) return [];
    const [group, wide] = [addressGroup(address), wideAddressGroup(address)];
    return wide === group ? [hash(group)] : [hash(group), hash(wide)];
  };
  return { quotaKeys, shareKey: (address) => quotaKeys(isOnion(address) ? ONION : address)[0] };
}
