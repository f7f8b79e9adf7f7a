import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inputs } from "../../src/services/validation.js";
import { lookAlike, toLooks, toSkeleton } from "../../src/services/visitors/look-alikes.js";

const accept = (name: string): string | undefined => {
  const result = inputs.nickname.safeParse({ name });
  return result.success ? result.data.name : undefined;
};
const acceptTitle = (title: string): string | undefined => {
  const result = inputs.roomTitle.safeParse({ title });
  return result.success ? result.data.title : undefined;
};

const ODD = [
  ...[
    "\u200d",
    "\u200c",
    "\ufe0f",
    "\ufe0e",
    "\u{e0100}",
    "\u{e0061}",
    "\u{1d159}",
    "\ufffc",
    "\u2800",
    "\u3164",
  ],
  ...[
    "\u0301",
    "\u0307",
    "\u0489",
    "\u20e3",
    "\u0e49",
    "\u05b0",
    "\u0651",
    "\u094d",
    "\u00ad",
    "\u202e",
    "\u180b",
  ],
  ...["👨", "👩🏽", "🇰🇷", "❤", "#", "1", "م", "क", "ㅎ", "\u1112", "\u1161", " ", "\n", "ß", "İ", "\ud800"],
];
const name = fc
  .array(fc.oneof(fc.string({ unit: "binary", maxLength: 3 }), fc.constantFrom(...ODD)), { maxLength: 8 })
  .map((parts) => parts.join(""));
const property = (check: (accepted: string) => void): void =>
  fc.assert(
    fc.property(name, (typed) => {
      const accepted = accept(typed);
      if (accepted) check(accepted);
    }),
    { numRuns: 3000 },
  );

describe("what is accepted as a name or title", () => {
  test("can be seen, and hides nothing but what an emoji or a script needs", () => {
    property((accepted) => {
      expect(accepted).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u);
      expect(accepted).not.toMatch(
        /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}|[\ufffc\u2800\u3164]/u,
      );
      expect(accepted).not.toMatch(/^(?:\u200c|\u200d|\p{M})|\p{M}{6}/u);
    });
  });

  test("is accepted again as it is", () => {
    property((accepted) => {
      expect(accept(accepted)).toBe(accepted);
      expect(acceptTitle(accepted)).toBe(accepted);
    });
  });

  test("has a skeleton that is its own skeleton, and looks like itself in any case and form", () => {
    property((accepted) => {
      const skeleton = toSkeleton(accepted);
      expect(toSkeleton(skeleton)).toBe(skeleton);
      for (const form of ["NFD", "NFKC"]) expect(toSkeleton(accepted.normalize(form))).toBe(skeleton);
      // Decomposed first: an iota below a letter becomes a letter, before which other marks would come to stand.
      const upper = accepted.normalize("NFD").toUpperCase();
      expect(lookAlike(toLooks(accepted), toLooks(upper))).toBe(true);
    });
  });
});

test("names in every script are accepted as they are typed", () => {
  const names = [
    ...[
      "Ann",
      "밥",
      "ㅎㅎ",
      "Đặng Thị",
      "O’Neil-Müller",
      "a̐éö̲",
      "José",
      "Łukasz",
      "Ольга",
      "Ἀθηνᾶ",
      "日本 太郎",
      "葛城",
    ],
    ...["می‌خواهم", "محمّد", "قُرْآن", "שָׁלוֹם", "שָּׁבַת", "ที่นี่", "ก็ได้", "น้ำ", "ខ្មែរ", "လျှို့ဝှက်", "བསྒྲུབས"],
    ...["क्‍ष", "क्‌ष", "हिन्दी", "র‍্যাব", "ශ්‍රී", "ന്‍", "தமிழ்", "ಕನ್ನಡ", "ქართული", "հայ", "ትግርኛ"],
    ...["👨‍👩‍👧‍👦", "👩🏽‍🚀", "🏳️‍🌈", "❤️‍🔥", "🇰🇷", "1️⃣", "I ❤️ you", "🧑🏻‍❤️‍💋‍🧑🏿", "☺︎", "c++", "¿?", "★"],
  ];
  for (const typed of names) expect([typed, accept(typed)]).toEqual([typed, typed.normalize("NFC")]);
  expect(accept("밥".normalize("NFD"))).toBe("밥");
});

test("invisible and width-less characters, and stacks of marks, are refused in names and titles", () => {
  const refused = [
    ...[
      "\ufffc",
      "Ann\ufffc",
      "\u{1d159}",
      "A\u{1d159}nn",
      "A\u{e0061}nn",
      "🏴\u{e0067}\u{e0062}\u{e007f}",
      "\u{1d173}x",
    ],
    ...[
      "A\u200dnn",
      "Ann\u200d",
      "\u200cAnn",
      "가\u200d나",
      "م\u200c",
      "👨\u200d",
      "क्\u200d\u200dष",
      "A\u17b4",
      "\ufff9A",
    ],
    ...["\u0301nn", "A \u0301", `Z${"\u0301".repeat(4)}`, `ก${"\u0e49".repeat(6)}`, "\u{13441}", "x\ufffe"],
  ];
  for (const typed of refused) {
    expect([typed, accept(typed)]).toEqual([typed, undefined]);
    expect([typed, acceptTitle(typed)]).toEqual([typed, undefined]);
  }
});
