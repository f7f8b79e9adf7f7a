import { expect, test } from "vitest";
import { toPlainText } from "../../../src/browser/notify/plain-text.js";

test("a notification's text is plain, and spoilers stay hidden in it", () => {
  const plain: [string, string][] = [
    ["**bold**, _italic_ and ~~struck~~", "bold, italic and struck"],
    ["snake_case_name and 2 * 3 ** 4", "snake_case_name and 2 * 3 ** 4"],
    ["> he said\n> no\nyes", "he said no yes"],
    ["`code` and ```\nlet a;\nlet b;\n```", "code and let a; let b;"],
    ["it was ||the butler||, in ||the\nhall||", "it was ▒▒▒, in ▒▒▒"],
    ["||`the butler`|| and `||the hall||`", "▒▒▒ and ▒▒▒"],
    ["**||who||**", "▒▒▒"],
    ["one || two", "one || two"],
  ];
  expect(plain.map(([text]) => [text, toPlainText(text)])).toEqual(plain);
  expect(toPlainText("😀".repeat(300))).toBe(`${"😀".repeat(160)}…`);
});
