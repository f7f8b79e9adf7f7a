import type { Environment } from "nunjucks";
import { formatValue } from "../../shared/i18n/formats.js";
import { translator } from "../../shared/i18n/index.js";
import type { Language } from "../../shared/i18n/languages.js";
import { toDuration } from "../../shared/render/relative-time.js";
import { toQrCode } from "./qr-code.js";

/** Of templates that browsers never draw, so that browsers download none of it. */
export function addServerFilters(env: Environment): void {
  env.addFilter("qrCode", toQrCode);
  env.addFilter("figure", function (this: { ctx: { lang: Language } }, value: number) {
    return formatValue(this.ctx.lang, value);
  });
  env.addFilter("duration", function (this: { ctx: { lang: Language } }, seconds: number) {
    return toDuration(seconds * 1000, translator(this.ctx.lang));
  });
}
