import chat from "views:partials/chat.njk";
import chatTools from "views:partials/chat-tools.njk";
import gif from "views:partials/gif.njk";
import knock from "views:partials/knock.njk";
import marks from "views:partials/marks.njk";
import member from "views:partials/member.njk";
import quickReactions from "views:partials/quick-reactions.njk";
import quote from "views:partials/quote.njk";
import reactions from "views:partials/reactions.njk";
import replying from "views:partials/replying.njk";
import roleMark from "views:partials/role-mark.njk";
import card from "views:partials/room-card.njk";
import words from "views:partials/words.njk";
import nunjucks from "nunjucks/browser/nunjucks-slim.js";
import { configureViews } from "../../shared/render/template-helpers.js";
import { lang, t } from "./i18n.js";
import { serverNow } from "./server-clock.js";

const templates = {
  "partials/chat.njk": chat,
  "partials/chat-tools.njk": chatTools,
  "partials/gif.njk": gif,
  "partials/knock.njk": knock,
  "partials/marks.njk": marks,
  "partials/member.njk": member,
  "partials/quick-reactions.njk": quickReactions,
  "partials/reactions.njk": reactions,
  "partials/quote.njk": quote,
  "partials/replying.njk": replying,
  "partials/role-mark.njk": roleMark,
  "partials/room-card.njk": card,
  "partials/words.njk": words,
};

type LateTemplate = "partials/found.njk";

const loader = new nunjucks.PrecompiledLoader(templates as never);
const env = configureViews(new nunjucks.Environment(loader, { autoescape: true }), () => t, serverNow);

// With them the page has their icon.
env.addGlobal("hasReports", document.getElementById("i-flag") !== null);

export function addTemplate(name: LateTemplate, template: unknown): void {
  Object.assign(templates, { [name]: template });
}

/** Uses the server's own templates; autoescape keeps what visitors write from becoming HTML. */
export function renderTemplate(
  template: keyof typeof templates | LateTemplate,
  context: object,
): HTMLElement {
  const holder = document.createElement("template");
  holder.innerHTML = env.render(template, { lang, ...context });
  return holder.content.firstElementChild as HTMLElement;
}
