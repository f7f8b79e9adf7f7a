export interface Trigger {
  sign: "@" | ":";
  from: number;
  query: string;
}

/** Not after a letter or a number: neither in an address nor in a time. */
const MENTION = /(?<![\p{L}\p{N}])[@＠]([^@＠\n]{0,24})$/u;
const SHORT_NAME = /(?<![\p{L}\p{N}:]):([a-z0-9+][a-z0-9_+-]+)$/iu;
const COMPLETE = /(?<![\p{L}\p{N}:]):([a-z0-9+-][a-z0-9_+-]*):$/iu;

const CODE = /```[\s\S]+?```|`[^`\n]+`/g;
const OPEN_CODE = /```|`[^\n]*$/;

export function findTrigger(text: string, caret: number): Trigger | undefined {
  const before = text.slice(0, caret);
  const match = SHORT_NAME.exec(before) ?? MENTION.exec(before);
  if (!match || isInCode(before)) return undefined;
  return { sign: match[0].startsWith(":") ? ":" : "@", from: match.index, query: match[1] ?? "" };
}

/** `:heart:`, whose last colon is what was just typed. */
export function findComplete(text: string, caret: number): Omit<Trigger, "sign"> | undefined {
  const before = text.slice(0, caret);
  const match = COMPLETE.exec(before);
  return match && !isInCode(before) ? { from: match.index, query: match[1]! } : undefined;
}

const isInCode = (before: string): boolean => OPEN_CODE.test(before.replaceAll(CODE, ""));
