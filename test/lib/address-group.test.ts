import { expect, test } from "vitest";
import { addressGroup, groupAround } from "../../src/lib/address-group.js";

test("an IPv6 /64 counts as one address, an IPv4 address as itself", () => {
  const groups = {
    "10.0.0.1": "10.0.0.1",
    "::ffff:10.0.0.1": "10.0.0.1",
    "2001:db8:0:7:1:2:3:4": "2001:db8:0:7::/64",
    "2001:DB8::7:0:0:0:1": "2001:db8:0:7::/64",
    "2001:0db8:0000:0007::1": "2001:db8:0:7::/64",
    "::1": "0:0:0:0::/64",
    "fe80::1%eth0": "fe80:0:0:0::/64",
    unknown: "unknown",
  };
  for (const [address, group] of Object.entries(groups))
    expect([address, addressGroup(address)]).toEqual([address, group]);
});

test("a /64 lies in a /48, and an IPv4 address in nothing", () => {
  expect(groupAround(addressGroup("2001:db8:1:2::3"))).toBe("2001:db8:1::/48");
  expect(groupAround(addressGroup("2001:db8::3"))).toBe("2001:db8:0::/48");
  for (const address of ["10.0.0.1", "onion:0:1", "onion"])
    expect(groupAround(addressGroup(address))).toBeUndefined();
});
