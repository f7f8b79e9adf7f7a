import { expect, test } from "vitest";
import { toLine } from "../../../src/browser/notify/to-line.js";

test("a notification's text is plain, and spoilers stay hidden in it", () => {
  const plain: [string, string][] = [
    ["**bold**, _italic_ and ~~struck~~", "bold, italic and struck"],
    ["snake_case_name and 2 * 3 ** 4", "snake_case_name and 2 * 3 ** 4"],
    ["> he said\n> no\nyes", "he said no yes"],
    ["`code` and ```\nlet a;\nlet b;\n```", "code and let a; let b;"],
    ["it was ||the butler||, in ||the\nhall||", "it was ▒▒▒, in ▒▒▒"],
    ["||`the butler`|| and `||the hall||`", "▒▒▒ and ||the hall||"],
    ["**||who||**", "▒▒▒"],
    ["one || two", "one || two"],
    ["x || y, and ||the end||", "x || y, and ▒▒▒"],
    ["a||b ||the end||", "a||b ▒▒▒"],
  ];
  expect(plain.map(([text]) => [text, toLine(text)])).toEqual(plain);
  expect(toLine("😀".repeat(300))).toBe(`${"😀".repeat(160)}…`);
});
