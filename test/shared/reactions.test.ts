import { describe, expect, test } from "vitest";
import { translator } from "../../src/shared/i18n/index.js";
import { findNewReactors, toShownReactions } from "../../src/shared/reactions/shown-reactions.js";
import { toWhoReacted } from "../../src/shared/reactions/who-reacted.js";

const thumbs = (...members: string[]) => ({ emoji: "👍", count: members.length, members });

describe("what a page shows of reactions", () => {
  const shown = (...asked: Parameters<typeof toShownReactions>) =>
    toShownReactions(...asked).map(({ emoji, shown, own }) => `${emoji} ${shown}${own ? " own" : ""}`);

  test("one's own are marked, and those under way count already", () => {
    const wanted = (emoji: string, on: boolean) => ({ id: "me", wanted: new Map([[emoji, on]]) });
    expect(shown(undefined, { id: "me" })).toEqual([]);
    expect(shown([thumbs("ann", "me")], { id: "me" })).toEqual(["👍 2 own"]);
    expect(shown([thumbs("ann")], wanted("👍", true))).toEqual(["👍 2 own"]);
    expect(shown([thumbs("ann", "me")], wanted("👍", true))).toEqual(["👍 2 own"]);
    expect(shown([thumbs("ann", "me")], wanted("👍", false))).toEqual(["👍 1"]);
    expect(shown([thumbs("me")], wanted("👍", false))).toEqual([]);
    expect(shown([thumbs("ann")], wanted("🎉", true))).toEqual(["👍 1", "🎉 1 own"]);
  });

  test("where the server names some only, the page knows its own by what it was told", () => {
    const stored = new Set(["👍"]);
    expect(shown([{ emoji: "👍", count: 30, members: ["ann"] }], { id: "me", stored })).toEqual([
      "👍 30 own",
    ]);
    expect(shown([thumbs("ann")], { id: "me", stored })).toEqual(["👍 1"]);
  });

  test("who reacted is told by name, with those who have left or find no room as a number", () => {
    const names = new Map([
      ["ann", "Ann"],
      ["bo", "Bo"],
    ]);
    const who = (shown: number, own: boolean, ...members: string[]) =>
      toWhoReacted({ members, own, shown }, { nameOf: (id) => names.get(id), me: "me" }, translator("en"));
    expect(who(1, false, "ann")).toBe("Ann");
    expect(who(3, true, "ann", "me", "bo")).toBe("You, Ann, and Bo");
    expect(who(2, false, "ann", "gone")).toBe("Ann and 1 other");
    expect(who(40, true, "ann")).toBe("You, Ann and 38 others");
    expect(who(1, false, "gone")).toBe("Somebody who has left");
  });

  test("who has reacted since is found among those named", () => {
    const hearts = { emoji: "❤️", count: 1, members: ["bo"] };
    expect(findNewReactors([thumbs("ann")], [thumbs("ann", "bo"), hearts])).toEqual([
      { emoji: "👍", members: ["bo"] },
      { emoji: "❤️", members: ["bo"] },
    ]);
    expect(findNewReactors([thumbs("ann", "bo")], [thumbs("ann")])).toEqual([]);
  });
});
