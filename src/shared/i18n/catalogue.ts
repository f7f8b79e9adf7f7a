import type en from "./en.js";

type Key = keyof typeof en;

/** `_one` may be missing: a language without singular forms (Korean) only has `_other`. */
export type Catalogue = Record<Exclude<Key, `${string}_one`>, string> & Partial<Record<Key, string>>;

/** A key as `t` takes it: i18next appends the plural ending. */
export type MessageKey = Key extends infer K
  ? K extends `${infer Base}_${"one" | "other"}`
    ? Base
    : K
  : never;

export type Translate = (key: MessageKey, values?: Record<string, string | number>) => string;

export const isMessageKey = (text: string, catalogue: Catalogue): text is MessageKey =>
  text in catalogue || `${text}_other` in catalogue;

export function toErrorKey(code: string, catalogue: Catalogue): MessageKey {
  const key = `error.${code}`;
  return isMessageKey(key, catalogue) ? key : "error.UNKNOWN";
}
