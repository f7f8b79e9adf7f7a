import { expect, test } from "vitest";
import { fold } from "../../src/shared/fold.js";
import { findHits, toExtract } from "../../src/shared/search/extract.js";
import { toFoundProps } from "../../src/shared/search/found-props.js";

const hits = (text: string, q: string) => findHits(text, q).map(({ start, end }) => text.slice(start, end));
const marked = (text: string, q: string) =>
  toExtract(text, q)
    .map((part) => (part.isHit ? `[${part.text}]` : part.text))
    .join("");

test("marks what the server finds, in whatever case, width and script it is written", () => {
  expect(hits("Ｈｅｌｌｏ World, hello", "HELLO")).toEqual(["Ｈｅｌｌｏ", "hello"]);
  expect(hits("Die Straße", "STRASSE")).toEqual(["Straße"]);
  expect(hits("ΟΔΥΣΣΕΥΣ", "οδυσσευς")).toEqual(["ΟΔΥΣΣΕΥΣ"]);
  expect(hits("아기고양이가", "고양")).toEqual(["고양"]);
  expect(hits("고양이가".normalize("NFD"), "고양")).toEqual(["고양".normalize("NFD")]);
  expect(hits("caf\u0065\u0301!", "CAFÉ")).toEqual(["cafe\u0301"]);
  expect(hits("ｶﾞｷﾞ", "ガ")).toEqual(["ｶﾞ"]);
  expect(hits("ﬁne", "in")).toEqual(["ﬁn"]);
  expect(hits("aaaa", "aa")).toEqual(["aa", "aa"]);
  expect(hits("nothing", "no way")).toEqual([]);
  expect(hits("anything", "")).toEqual([]);
});

test("finds a hit wherever the folded text has one", () => {
  const texts = ["Ｈｅｌｌｏ ÉTÉ ß ς", "ÅÄÖ ŀ ĳ ㎏ ①", "고양이", `b${"\u0301".repeat(60)}!`];
  for (const text of texts)
    for (const q of [text, text.toUpperCase(), fold(text)]) expect([q, hits(text, q)]).toEqual([q, [text]]);
});

test("shows nothing of what a message hides, though it is found", () => {
  const found = { room: "r", seq: 1, author: "a", user: "#123456", name: "Ann", createdAt: "" };
  const parts = toFoundProps({ ...found, chat: "**who** did it? ||the butler did||" }, "did").parts;
  expect(parts.map(({ text }) => text).join("")).toBe("who did it? ▒▒▒");
  expect(parts.filter(({ isHit }) => isHit)).toEqual([{ text: "did", isHit: true }]);
});

test("shows the text around the first hit, cut between words and never within a letter", () => {
  expect(marked("a needle in hay", "needle")).toBe("a [needle] in hay");
  const long = `${"hay ".repeat(100)}the needle is here ${"straw ".repeat(100)}`;
  expect(marked(long, "needle")).toMatch(/^…(hay ){5,10}the \[needle\] is here (straw )+straw…$/);
  for (const step of ["", "x"]) {
    const cats = step + "🐈".repeat(200);
    const extract = marked(`${cats}needle${cats}`, "needle");
    expect(extract).toContain("[needle]");
    expect(extract.isWellFormed()).toBe(true);
  }
  expect(marked(`${"x".repeat(300)}`, "x".repeat(100)).length).toBeLessThan(320);
  expect(marked("no hit at all", "needle")).toBe("no hit at all");
});
