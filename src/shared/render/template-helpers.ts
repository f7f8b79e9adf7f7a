import type { Environment } from "nunjucks";
import type { RoomView } from "../events.js";
import type { Translate } from "../i18n/catalogue.js";
import { isolate } from "../i18n/isolate.js";
import { type Language, languageTable } from "../i18n/languages.js";
import { toAvatarPattern } from "./avatar-pattern.js";
import { toCardState } from "./card-state.js";
import { toFaces } from "./faces.js";
import { toDisplaySize } from "./gif-size.js";
import { toHue } from "./hue.js";
import { toRelativeTime, toTimeLeft } from "./relative-time.js";
import { toExcerpt } from "./rich-text.js";
import { type Roles, roleOf, toMemberTools, toRoleName, toRoles } from "./roles.js";
import { toShareRule } from "./share-rule.js";
import { toLifetimeLeft } from "./time-left.js";

/** Nunjucks calls globals and filters with its context as `this`. */
interface TemplateScope {
  ctx: { lang: Language };
}

/** Everything registered returns plain data or text, so autoescape guards it and no template needs `safe`. */
export function configureViews(
  env: Environment,
  translatorOf: (lang: Language) => Translate,
  now: () => number = Date.now,
): Environment {
  env.addGlobal("languages", languageTable);
  env.addGlobal("t", function (this: TemplateScope, ...args: Parameters<Translate>) {
    return translatorOf(this.ctx.lang)(...args);
  });
  env.addFilter("ago", function (this: TemplateScope, iso: string) {
    return toRelativeTime(iso, now(), translatorOf(this.ctx.lang));
  });
  env.addFilter("lifetimeLeft", function (this: TemplateScope, expiresAt: string | null) {
    return toLifetimeLeft(expiresAt, now(), translatorOf(this.ctx.lang));
  });
  env.addFilter("timeLeft", function (this: TemplateScope, iso: string) {
    return toTimeLeft(iso, Date.now(), translatorOf(this.ctx.lang));
  });
  env.addFilter("cardState", (room: RoomView, visitor: string, seated?: string[]) =>
    toCardState(room, visitor, seated, now()),
  );
  env.addFilter("displaySize", toDisplaySize);
  env.addFilter("isolate", isolate);
  env.addFilter("excerpt", toExcerpt);
  env.addFilter("hue", toHue);
  env.addFilter("pattern", toAvatarPattern);
  env.addFilter("faces", toFaces);
  env.addFilter("shareRule", toShareRule);
  env.addFilter("roles", toRoles);
  env.addFilter("roleIn", (visitor: string, roles: Roles) => roleOf(roles, visitor));
  env.addFilter("roleName", toRoleName);
  env.addFilter("toolsOn", (visitor: string, member: string, roles: Roles) =>
    toMemberTools(roles, visitor, member),
  );
  return env;
}
