import { describe, expect, it } from "vitest";
import { splitMentions } from "../../src/shared/mentions/find-mentions.js";
import { markMentions } from "../../src/shared/mentions/mark-mentions.js";
import { toSegments } from "../../src/shared/render/rich-text.js";

/** The text with what is emphasised in brackets. */
const marked = (text: string, ...names: string[]) =>
  splitMentions(text, names)
    .map(({ text, isMention }) => (isMention ? `[${text}]` : text))
    .join("");

describe("the names in a text", () => {
  it("are emphasised as they are written, the longest that fits, and nothing else is", () => {
    expect(marked("hi @bob, and @Bob Lee", "Bob", "Bob Lee")).toBe("hi [@bob], and [@Bob Lee]");
    expect(marked("@bobby ann@bob @bob_", "Bob")).toBe("@bobby ann@bob @bob_");
    expect(marked("@민지야 ＠ＢＯＢ", "민지", "bob")).toBe("[@민지]야 [＠ＢＯＢ]");
    expect(marked("@STRASSE @straße!", "Straße")).toBe("[@STRASSE] [@straße]!");
    expect(marked("@e\u0301va @Éva", "Éva")).toBe("[@e\u0301va] [@Éva]");
    expect(marked("", "Bob")).toBe("");
  });

  it("always leave the author's text as it is", () => {
    for (const text of ["@@bob @b@bob@", "@ @bob\n\n@bob", "@ｶﾞ@ガ", "@bob".repeat(60)])
      expect(
        splitMentions(text, ["bob", "ガ", "b@bob"])
          .map((one) => one.text)
          .join(""),
      ).toBe(text);
  });

  it("are found in a time that does not grow with its square, whatever folds to several letters", () => {
    const text = `${"@㌔".repeat(50)}${"ﷺ".repeat(390)}\`x\``.repeat(4).slice(0, 2000);
    const began = performance.now();
    expect(splitMentions(text, ["キ"]).map((one) => one.text)).toEqual([text]);
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it("are those of members whom the message mentions, and not in code", () => {
    const mark = (mentions?: string[]) =>
      markMentions(toSegments("@Ann `@Bob` @Bob"), mentions ? { mentions } : {}, [
        { id: "a", name: "Ann" },
        { id: "b", name: "Bob" },
      ]).filter(({ kind }) => kind === "mention");
    expect(mark(["b", "gone"])).toEqual([{ kind: "mention", text: "@Bob" }]);
    expect(mark(["gone"])).toEqual([]);
    expect(mark()).toEqual([]);
  });
});
