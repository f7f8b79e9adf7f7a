import type { Translate } from "../i18n/catalogue.js";
import type { ShownReaction } from "./shown-reactions.js";

const NAMED = 8;

interface WhoOptions {
  /** `undefined` for somebody whom the page does not know, as those who left before it was opened. */
  nameOf: (id: string) => string | undefined;
  me: string;
}

export function toWhoReacted(
  { members, own, shown }: Pick<ShownReaction, "members" | "own" | "shown">,
  { nameOf, me }: WhoOptions,
  t: Translate,
): string {
  const others = members.filter((id) => id !== me).map(nameOf);
  const names = others.filter((name) => name !== undefined);
  const named = [...(own ? [t("chat.byYou")] : []), ...names].slice(0, NAMED);
  const count = shown - named.length;
  if (!named.length) return t("react.somebody", { count });
  return count > 0 ? t("react.whoMany", { names: named, count }) : t("react.who", { names: named });
}
