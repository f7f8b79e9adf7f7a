import { describe, expect, it } from "vitest";
import { type Emoji, parseEmoji } from "../../src/browser/emoji/emoji-list.js";
import { findShortName, matchMembers, matchShortNames } from "../../src/browser/room/suggestions/matches.js";
import { findComplete, findTrigger } from "../../src/browser/room/suggestions/word-before-caret.js";

/** What is suggested for, with the caret at `|` or at the end. */
function typed(text: string): string | undefined {
  const caret = text.includes("|") ? text.indexOf("|") : text.length;
  const found = findTrigger(text.replace("|", ""), caret);
  return found && `${found.from}${found.sign}${found.query}`;
}

describe("what is typed before the caret", () => {
  it("is a name after @, which may have spaces", () => {
    expect(typed("@")).toBe("0@");
    expect(typed("hi @bo")).toBe("3@bo");
    expect(typed("(@bo|b) later")).toBe("1@bo");
    expect(typed("hi @Bob Le")).toBe("3@Bob Le");
    expect(typed("@a @민")).toBe("3@민");
    expect(typed("＠bo")).toBe("0@bo");
    expect(typed("ann@example.org")).toBeUndefined();
    expect(typed("@bob\nand")).toBeUndefined();
    expect(typed(`@${"x".repeat(25)}`)).toBeUndefined();
  });

  it("is a short name after a colon and two letters, and no time, face or address", () => {
    expect(typed("so :sm")).toBe("3:sm");
    expect(typed("(:+1")).toBe("1:+1");
    expect(typed("😹:he")).toBe("2:he");
    for (const text of [":s", "10:30", "at :", "a:sm", "https://x", "std::ve", ":-)", ":smile:", ": sm"])
      expect(typed(text), text).toBeUndefined();
  });

  it("is nothing within code", () => {
    for (const text of ["`a :sm", "`@bo", "```\n@bo", "```\n:sm\n:sm"])
      expect(typed(text), text).toBeUndefined();
    expect(typed("`a` @bo")).toBe("4@bo");
    expect(typed("```\na\n``` :sm")).toBe("10:sm");
    expect(typed("a ` b\n@bo")).toBe("6@bo");
  });

  it("is complete with the second colon", () => {
    const complete = (text: string) => findComplete(text, text.length);
    expect(complete("so :heart:")).toEqual({ from: 3, query: "heart" });
    expect(complete(":-1:")).toEqual({ from: 0, query: "-1" });
    for (const text of ["10:30:", "a:b:", "`:heart:", ":heart: ", "::"])
      expect(complete(text), text).toBeUndefined();
  });
});

describe("the members that are suggested", () => {
  const members = ["Bobby", "#4fa3c1", "Ann Bo", "Bob", "민지", "Élise"].map((name) => ({
    ...{ id: name, color: "#000000", name },
    ...(name === "Bobby" && { away: true as const }),
  }));
  const match = (query: string) =>
    matchMembers({ members, me: "Bob", isMuted: (id) => id === "민지" }, query).map(({ name }) => name);

  it("are all others, and last those who are away or muted", () => {
    expect(match("")).toEqual(["#4fa3c1", "Ann Bo", "Élise", "Bobby", "민지"]);
  });

  it("have a word that begins so, as the server folds it", () => {
    expect(match("bo")).toEqual(["Ann Bo", "Bobby"]);
    expect(match("ＡＮＮ b")).toEqual(["Ann Bo"]);
    expect(match("ann bo")).toEqual([]);
    expect(match("4FA")).toEqual(["#4fa3c1"]);
    expect(match("É")).toEqual(["Élise"]);
    expect(match("민")).toEqual(["민지"]);
    expect(match("Ann Bo ")).toEqual([]);
    expect(match("x")).toEqual([]);
  });

  it("are eight at most", () => {
    const many = Array.from({ length: 200 }, (_, i) => ({ id: `${i}`, color: "#000000", name: `cat ${i}` }));
    expect(matchMembers({ members: many, me: "", isMuted: () => false }, "c")).toHaveLength(8);
  });
});

describe("the short names that are suggested", () => {
  const list: Emoji[] = parseEmoji(
    "#smileys\n😃\tsmiley\n😄\tsmile\n😸\tcat_smile\n❤️\theart red_heart\n#flags\n🇸🇲\tsm flag-sm\n#people\n👍\t+1 thumbsup\t+",
  );
  const match = (query: string) => matchShortNames(list, query).map(({ shortName }) => shortName);

  it("begin so or have a word that does, the shortest first, each emoji once", () => {
    expect(match("smi")).toEqual(["smile", "smiley", "cat_smile"]);
    expect(match("sm")).toEqual(["smile", "smiley", "flag-sm", "cat_smile"]);
    expect(match("HEART")).toEqual(["heart"]);
    expect(match("red")).toEqual(["red_heart"]);
    expect(match("zzz")).toEqual([]);
  });

  it("are found whole in upper case, too", () => {
    expect(findShortName(list, "Heart")?.emoji).toBe("❤️");
    expect(findShortName(list, "hear")).toBeUndefined();
  });
});
