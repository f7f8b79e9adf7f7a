import { expect, test } from "vitest";
import { describeError } from "../../src/lib/logging/describe-error.js";
import { loggedAddress } from "../../src/lib/logging/logged-address.js";

test("an error is described by its message, its stack and its causes, and by nothing that it carries", () => {
  const command = { name: "xadd", args: ["hush"] };
  const redis = Object.assign(new Error("ERR unknown command"), { command, code: "ERR" });
  const wrapped = new TypeError("could not tell", { cause: redis });
  const text = describeError(wrapped);
  expect(text).toMatch(
    /^TypeError: could not tell\n\s+at [\s\S]*\ncaused by: Error: ERR unknown command\n\s+at /,
  );
  expect(text).toMatch(/code: ERR$/);
  expect(text).not.toContain("hush");
});

test("the message of an error loses tokens and queries", () => {
  const text = describeError(
    new Error("GET http://x/i/dG9rZW4?a=1 and '/?q=hush&before=2' failed, /hook/aGVsbG8 /along/dG9rZW4"),
  );
  expect(text).toMatch(
    /^Error: GET http:\/\/x\/i\/\*\*\*\?\*\*\* and '\/\?\*\*\*' failed, \/hook\/\*\*\* \/along\/\*\*\*\n/,
  );
});

test("whatever is thrown is described", () => {
  const loop = new Error("in a circle");
  loop.cause = loop;
  expect(describeError(loop).match(/in a circle/g)).toHaveLength(5);
  expect(describeError("a warning")).toBe("a warning");
  expect(describeError({ q: "hush" })).toBe("Thrown: object");
  expect(describeError(undefined)).toBe("Thrown: undefined");
});

test("what a client claims as its address is not taken for one", () => {
  expect(loggedAddress("unknown, or worse", "short")).toBeUndefined();
  expect(loggedAddress("fe80::1%eth0", "short")).toBe("fe80:0:0::/48");
});
