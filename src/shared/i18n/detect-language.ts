import type { Language } from "../page-props.js";

const known: readonly string[] = ["en", "ko"];

/** The chosen language, else the one the browser likes best, else English. */
export function languageOf(chosen: Language | undefined, acceptLanguage: string | undefined): Language {
  if (chosen) return chosen;
  const wishes = (acceptLanguage ?? "").split(",", 20).map((part) => {
    const [tag = "", q] = part
      .trim()
      .toLowerCase()
      .split(/;\s*q=/);
    return { lang: tag.split("-")[0] ?? "", weight: q === undefined ? 1 : Number(q) || 0 };
  });
  const best = wishes.filter(({ lang, weight }) => known.includes(lang) && weight > 0);
  return (best.sort((a, b) => b.weight - a.weight)[0]?.lang as Language | undefined) ?? "en";
}
