import type { Environment } from "nunjucks";
import type { Chat, RoomView } from "../events.js";
import type { Translate } from "../i18n/languages.js";
import type { Language } from "../page-props.js";
import { patternOf } from "./avatar-pattern.js";
import { arrange, type Viewer } from "./chat-props.js";
import { fit } from "./gif-size.js";
import { hueOf } from "./hue.js";
import { ago } from "./relative-time.js";
import { faces, seatsOf, standingOf } from "./seat-dots.js";

/** Nunjucks calls globals and filters with its context as `this`: the language is the page's own. */
interface Scope {
  ctx: { lang: Language };
}

/**
 * Registers what the templates use, on the server and in the browser alike. Everything registered returns plain
 * data or text, so autoescape guards every value and no template needs `safe`.
 */
export function configureViews(env: Environment, translatorOf: (lang: Language) => Translate): Environment {
  env.addGlobal("t", function (this: Scope, ...args: Parameters<Translate>) {
    return translatorOf(this.ctx.lang)(...args);
  });
  env.addFilter("ago", function (this: Scope, iso: string) {
    return ago(iso, Date.now(), translatorOf(this.ctx.lang));
  });
  env.addFilter("standing", (room: RoomView, viewer: string, seated?: string[]) =>
    standingOf(room, viewer, seated, Date.now()),
  );
  env.addFilter("fit", fit);
  env.addFilter("hue", hueOf);
  env.addFilter("pattern", patternOf);
  env.addFilter("seats", seatsOf);
  env.addFilter("faces", faces);
  env.addFilter("arrange", (chats: Chat[], viewer: Viewer) => arrange(chats, viewer));
  return env;
}
