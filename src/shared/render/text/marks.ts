import type { MarkKind } from "./segment.js";

export interface Mark {
  kind: MarkKind;
  opensAfter: RegExp;
  closesBefore: RegExp;
}

/** Other scripts put no spaces between words, so marks may stand inside their sentences. */
const SPACED_WORD = String.raw`(?![\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}])[\p{L}\p{N}]`;
const NOT_AFTER_A_WORD = new RegExp(`(?<!${SPACED_WORD})$`, "u");
/** Keeps faces such as ^_^ and drawn-out words such as 네~~ as they are. */
const AFTER_SPACE = /(?:^|[\s([{"'“‘«「『（*~|_])$/u;
const NOT_BEFORE_A_WORD = new RegExp(
  String.raw`^(?:$|(?!${SPACED_WORD})[\p{L}\s.,!?:;)\]}"'”’»」』）…*~|])`,
  "u",
);
const ANYWHERE = /^/;

export const MARKS: ReadonlyMap<string, Mark> = new Map([
  ["**", { kind: "bold", opensAfter: NOT_AFTER_A_WORD, closesBefore: ANYWHERE }],
  ["||", { kind: "spoiler", opensAfter: NOT_AFTER_A_WORD, closesBefore: ANYWHERE }],
  ["~~", { kind: "struck", opensAfter: AFTER_SPACE, closesBefore: ANYWHERE }],
  ["_", { kind: "italic", opensAfter: AFTER_SPACE, closesBefore: NOT_BEFORE_A_WORD }],
]);
