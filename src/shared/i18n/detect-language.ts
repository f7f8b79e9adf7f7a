import { isLanguage, type Language } from "./languages.js";

export function detectLanguage(chosen: Language | undefined, acceptLanguage: string | undefined): Language {
  if (chosen) return chosen;
  const preferences = (acceptLanguage ?? "").split(",", 20).flatMap((part) => {
    const [tag = "", q] = part
      .trim()
      .toLowerCase()
      .split(/;\s*q=/);
    const lang = tag.split("-")[0] ?? "";
    const weight = q === undefined ? 1 : Number(q) || 0;
    return isLanguage(lang) && weight > 0 ? [{ lang, weight }] : [];
  });
  return preferences.sort((a, b) => b.weight - a.weight)[0]?.lang ?? "en";
}
