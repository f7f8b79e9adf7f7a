import { type Language, languages } from "./languages.js";

export function detectLanguage(chosen: Language | undefined, acceptLanguage: string | undefined): Language {
  if (chosen) return chosen;
  const preferences = (acceptLanguage ?? "").split(",", 20).flatMap((part) => {
    const [tag = "", q] = part.trim().split(/;\s*q=/i);
    const lang = findNearest(tag, languages);
    const weight = q === undefined ? 1 : Number(q) || 0;
    return lang && weight > 0 ? [{ lang, weight }] : [];
  });
  return preferences.sort((a, b) => b.weight - a.weight)[0]?.lang ?? "en";
}

/** By language, and where there are several of it by script: zh-HK finds zh-TW rather than zh-CN, pt finds pt-BR. */
export function findNearest<Tag extends string>(tag: string, among: readonly Tag[]): Tag | undefined {
  const wanted = tag.toLowerCase();
  const kin = among.filter((one) => baseOf(one) === baseOf(wanted));
  if (kin.length < 2) return kin[0];
  const script = scriptOf(wanted);
  return (
    kin.find((one) => one.toLowerCase() === wanted) ?? kin.find((one) => scriptOf(one) === script) ?? kin[0]
  );
}

const baseOf = (tag: string): string | undefined => tag.toLowerCase().split("-")[0];

function scriptOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).maximize().script;
  } catch (error) {
    // An `Accept-Language` may hold anything.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
