import words from "views:partials/words.njk";
import chats from "views:transcript/chats.njk";
import end from "views:transcript/end.njk";
import start from "views:transcript/start.njk";
import nunjucks from "nunjucks/browser/nunjucks-slim.js";
import { configureViews } from "../../../shared/render/template-helpers.js";
import { lang, t } from "../../base/i18n.js";

const views = { start, chats, end };
const partials = { "partials/words.njk": words };
const loader = new nunjucks.PrecompiledLoader({ ...views, ...partials } as never);
const env = configureViews(new nunjucks.Environment(loader, { autoescape: true }), () => t);

export const renderTranscript = (name: keyof typeof views, values: object): string =>
  env.render(name, { lang, ...values });
