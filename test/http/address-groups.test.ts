import { expect, test } from "vitest";
import { addressGroup, wideAddressGroup } from "../../src/lib/address-group.js";

test("the addresses that one customer can choose from are one group, however they are written", () => {
  const groups: [address: string, group: string, wide: string][] = [
    ["203.0.113.9", "203.0.113.9", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9", "203.0.113.9"],
    ["::FFFF:cb00:7109", "203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64", "2001:db8:1::/48"],
    ["2001:db8::1", "2001:db8:0:0::/64", "2001:db8:0::/48"],
    ["2001:db8:0:0:1::", "2001:db8:0:0::/64", "2001:db8:0::/48"],
    ["fe80::1%eth0", "fe80:0:0:0::/64", "fe80:0:0::/48"],
    ["::1", "0:0:0:0::/64", "0:0:0::/48"],
    ["unknown", "unknown", "unknown"],
  ];
  for (const [address, ...expected] of groups)
    expect([address, addressGroup(address), wideAddressGroup(address)]).toEqual([address, ...expected]);
});
