import { languages, textOf } from "../../shared/i18n/index.js";
import type { Language } from "../../shared/i18n/languages.js";
import { lookAlike, toLooks, toSkeleton } from "./look-alikes.js";

const ROLE_KEYS = ["role.opener", "role.host", "role.acting"] as const;
const WORDS: Record<Language, string> = {
  ko: "방장, 임시 방장, 호스트, 임시 호스트, 진행자, 개설자, 운영자, 관리자, 어드민, 시스템, 봇",
  en: "host, acting host, owner, opener, operator, moderator, admin, administrator, system, bot",
  ja: "ホスト, オーナー, 管理者, 管理人, 運営, 運営者, モデレーター, システム, ボット",
  "zh-CN": "房主, 主持人, 管理员, 版主, 运营者, 系统, 机器人, 站长, 群主, 客服",
  "zh-TW": "房主, 主持人, 管理員, 版主, 營運者, 系統, 機器人, 站長",
  es: "anfitrión, anfitriona, administrador, administradora, moderador, moderadora, moderación, administración, sistema",
  fr: "hôte, hôtesse, administrateur, administratrice, modérateur, modératrice, opérateur, opératrice, système",
  de: "gastgeber, gastgeberin, moderatorin, administratorin, betreiber, betreiberin",
  "pt-BR": "anfitrião, anfitriã, operador, operadora",
  ar: "المضيف, مضيف, المشرف, الإدارة, أدمن, ادمن, المدير, النظام, بوت",
};
/** French and Spanish capitals often have no accents; Arabic may be stretched, and has its vowels or not. */
const withoutMarks = (text: string): string =>
  text.normalize("NFD").replaceAll(/(?<=[\p{Script=Latin}\p{Script=Arabic}])[\p{M}\u0640]+/gu, "");
const rolesIn = (lang: Language): string[] => [
  ...WORDS[lang].split(", "),
  ...ROLE_KEYS.map((key) => textOf(lang, key)),
];
/** Made when the first name is taken, since it is a twentieth of the start. */
let known: string[] | undefined;
const roleLooks = (): string[] => {
  known ??= languages
    .flatMap(rolesIn)
    .flatMap((role) => [role, withoutMarks(role)])
    .flatMap((role) => [...toLooks(role), ...toLooks(role.toUpperCase())]);
  return known;
};
/** In a skeleton 0 is o and 1 is l. */
const COLOUR_LOOK = /^#[2-9a-fol]{6}$/;
const COLOUR = /^#[0-9a-f]{3,8}$/i;

export const isReserved = (name: string): boolean =>
  COLOUR.test(name) ||
  toLooks(name).some((look) => COLOUR_LOOK.test(look)) ||
  lookAlike([...toLooks(name), ...toLooks(withoutMarks(name))], roleLooks());

export const looksLikeColour = (name: string, color: string): boolean =>
  toLooks(name).includes(toSkeleton(color));
