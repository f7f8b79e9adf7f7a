import { expect, test } from "vitest";
import {
  type Segment,
  toBeginning,
  toExcerpt,
  toPlainText,
  toSegments,
} from "../../src/shared/render/rich-text.js";

const SIGNS: Partial<Record<Segment["kind"], string>> = {
  bold: "b",
  italic: "i",
  struck: "s",
  spoiler: "hidden",
  quote: "quote",
  code: "code",
  block: "pre",
  link: "a",
};

/** As one would write it in HTML. */
const draw = (segments: Segment[]): string =>
  segments
    .map(({ kind, text, children }) => {
      const inner = children ? draw(children) : text;
      return SIGNS[kind] ? `<${SIGNS[kind]}>${inner}</${SIGNS[kind]}>` : inner;
    })
    .join("");
const drawn = (text: string): string => draw(toSegments(text));

test("marks make text bold, italic, struck and hidden, also within each other", () => {
  for (const [typed, expected] of [
    ["**bold**", "<b>bold</b>"],
    ["so _italic_, (_this_) and _that_!", "so <i>italic</i>, (<i>this</i>) and <i>that</i>!"],
    ["~~struck~~ out", "<s>struck</s> out"],
    ["it was ||the butler||.", "it was <hidden>the butler</hidden>."],
    ["**a _b ~~c ||d||~~_**", "<b>a <i>b <s>c <hidden>d</hidden></s></i></b>"],
    ["**two\nlines**", "<b>two\nlines</b>"],
    ["**강조**는 _기울임_을 ||비밀||이", "<b>강조</b>는 <i>기울임</i>을 <hidden>비밀</hidden>이"],
    ["これは**強調**です", "これは<b>強調</b>です"],
  ] as const)
    expect(drawn(typed), typed).toBe(expected);
});

test("what is not meant as a mark stays as it was typed", () => {
  for (const text of [
    ...["snake_case_name", "a_b", "파일_이름_목록", "_", "__", "__init__", "_ a _", "_open", "**", "****"],
    ...[
      "** a **",
      "**open",
      "2 ** 3 ** 4",
      "x**2 + y**2",
      "a || b || c",
      "if(a||b||c)",
      "||",
      "||||",
      "|| ||",
    ],
    ...[
      "~~",
      "~~~",
      "네~~ 좋아~~^^ 그래~~",
      "^_^ and ^_^",
      "-_- -_-",
      ">_<",
      ">:(",
      ">3",
      ">",
      "> ",
      "5 > 3",
    ],
    ...["* one\n* two", "- one\n- two", "1. one\n2. two", "_____", "*****", "*single*", "***three***"],
  ])
    expect(drawn(text), text).toBe(text);
  expect(drawn("**a _b** c_")).toBe("<b>a _b</b> c_");
  expect(drawn("_a **b**")).toBe("_a <b>b</b>");
});

test("code and links win over marks", () => {
  for (const [typed, expected] of [
    ["`**a**` **`b`**", "<code>**a**</code> <b><code>b</code></b>"],
    ["```\n**a**\n> b\n```", "<pre>**a**\n> b</pre>"],
    ["||```\na\n```||", "<hidden><code>a</code></hidden>"],
    ["https://a.example/x_y_z__**w", "<a>https://a.example/x_y_z__**w</a>"],
    ["**see https://a.example/b**", "<b>see <a>https://a.example/b</a></b>"],
    [
      "_https://a.example/b_ ||www.example.org||",
      "<i><a>https://a.example/b</a></i> <hidden><a>www.example.org</a></hidden>",
    ],
  ] as const)
    expect(drawn(typed), typed).toBe(expected);
  expect(toSegments("**www.example.org**")[0]!.children).toEqual([
    { kind: "link", text: "www.example.org", href: "https://www.example.org" },
  ]);
});

test("lines that begin with > are a quote", () => {
  for (const [typed, expected] of [
    ["> said\n> **before**\nanswer", "<quote>said\n<b>before</b></quote>answer"],
    ["see\n>said\n\nanswer", "see<quote>said</quote>\nanswer"],
    ["> a\n>\n> b", "<quote>a\n\nb</quote>"],
    ["> a ```\n> b\n``` c", "<quote>a <pre>b</pre> c</quote>"],
    ["a > b\nc", "a > b\nc"],
  ] as const)
    expect(drawn(typed), typed).toBe(expected);
});

test("the plain form has neither marks nor what is hidden", () => {
  expect(toPlainText("**a** _b_ ~~c~~ `d` ||e|| https://f.example")).toBe("a b c d ▒▒▒ https://f.example");
  expect(toPlainText("> a ||b||\nc", "(hidden)")).toBe("a (hidden)\nc");
  expect(toPlainText("plain * text")).toBe("plain * text");
});

test("the beginning of a long text hides what its spoiler would have hidden", () => {
  expect(toExcerpt("it was **really ||the but…", "(hidden)")).toBe("it was really (hidden)");
  expect(toExcerpt("a || b…")).toBe("a || b…");
  expect(toExcerpt("||a|| b…")).toBe("▒▒▒ b…");
});

test("a quote of a long text is cut as it is read", () => {
  expect(toBeginning("**short**")).toBe("**short**");
  expect(toBeginning(`||${"hidden ".repeat(40)}end|| **b**`)).toBe("▒▒▒ b");
  expect(toBeginning("😀".repeat(300))).toBe(`${"😀".repeat(199)}…`);
});

/** Fifty times the longest message: it would run into the time limit if each mark looked through all others. */
const LENGTH = 100_000;

test("a hostile text is drawn in a time that grows with its length alone", () => {
  const patterns = [
    "*",
    "_",
    "**",
    "||",
    "~~",
    "_a ",
    "**a ",
    "||a _b ~~c **d||",
    "> ",
    "`",
    "```",
    "\n> a",
    "_a_",
    ">a\n",
  ];
  for (const pattern of patterns) {
    const text = pattern.repeat(Math.ceil(LENGTH / pattern.length));
    expect(draw(toSegments(text)).length, pattern).toBeGreaterThan(0);
    expect(toPlainText(text).length, pattern).toBeLessThanOrEqual(2 * text.length);
  }
});
