import { errorKey, type MessageKey, translator } from "../shared/i18n/index.js";
import type { Language } from "../shared/i18n/languages.js";
import type { Refusal } from "./errors.js";

const bans: Record<string, MessageKey> = { everywhere: "ban.everywhere", here: "ban.here" };

/** Some texts say how long to wait. */
export function refusalText(lang: Language, code: string, extras: Refusal["extras"] = {}): string {
  const key = code === "BANNED" ? bans[extras.where ?? ""] : undefined;
  return translator(lang)(key ?? errorKey(code), extras);
}
