import type en from "./catalogues/en.js";

/** i18next appends to a key which plural form it wants, as `Intl.PluralRules` names it. */
type Counted<K> = K extends `${infer Base}_other` ? Base : never;
type Form<Base extends string> = `${Base}_${Intl.LDMLPluralRule}`;

/** Which plural forms there are besides `_other` depends on the language; a test looks for those that count. */
export type CatalogueOf<K extends string> = Record<
  Exclude<K, Form<Counted<K>>> | `${Counted<K>}_other`,
  string
> &
  Partial<Record<Form<Counted<K>>, string>>;

export type KeyOf<K extends string> = Exclude<K, Form<Counted<K>>> | Counted<K>;

export type Catalogue = CatalogueOf<keyof typeof en>;
export type MessageKey = KeyOf<keyof typeof en>;

export interface TranslateOf<Key extends string> {
  (key: Key, values?: Record<string, string | number | readonly string[]>): string;
  lang: string;
}

export type Translate = TranslateOf<MessageKey>;

/** A part of a catalogue, loaded by itself. */
export type Texts = Readonly<Record<string, string>>;

export const isMessageKey = (text: string, catalogue: Catalogue): text is MessageKey =>
  Object.hasOwn(catalogue, text) || Object.hasOwn(catalogue, `${text}_other`);

export function toErrorKey(code: string, catalogue: Catalogue): MessageKey {
  const key = `error.${code}`;
  return isMessageKey(key, catalogue) ? key : "error.UNKNOWN";
}
