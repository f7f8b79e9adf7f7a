import type { Language } from "../page-props.js";
import type { en } from "./en.js";

type Key = keyof typeof en;

/** A language without singular forms (Korean) says everything by `_other`. */
export type CatalogueWithoutSingular = Record<Exclude<Key, `${string}_one`>, string>;

/** What `t` is called with: the plural ending is i18next's business. */
export type MessageKey = Key extends infer K
  ? K extends `${infer Base}_${"one" | "other"}`
    ? Base
    : K
  : never;

export type Translate = (key: MessageKey, values?: Record<string, string | number>) => string;

export const languages: readonly Language[] = ["en", "ko"];

export const isMessageKey = (text: string, catalogue: object): text is MessageKey =>
  text in catalogue || `${text}_other` in catalogue;
