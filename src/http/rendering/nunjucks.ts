import { readFileSync } from "node:fs";
import views from "views:all";
import type { Express } from "express";
import nunjucks from "nunjucks";
import { projectRoot } from "../../lib/project-root.js";
import type { Chat } from "../../shared/events.js";
import type { Language } from "../../shared/i18n/languages.js";
import type { PageVisitor } from "../../shared/render/chat-props.js";
import { configureViews } from "../../shared/render/template-helpers.js";
import { ChatHtmlCache } from "./chat-html-cache.js";
import { ChatListCache } from "./chat-list-cache.js";
import { type Drawn, leaveHole } from "./holes.js";
import { cacheParts } from "./part-cache.js";
import { cachePlainTexts } from "./plain-texts.js";
import { addServerFilters } from "./server-filters.js";

export const publicDir = `${projectRoot}public`;

/** `hasReports`: somebody is there to whom visitors can report. */
export function useNunjucks(app: Express, { hasReports }: { hasReports: boolean }): void {
  const env = new nunjucks.Environment(new nunjucks.PrecompiledLoader(views as never), { autoescape: true });
  env.express(app);
  app.set("view engine", "njk");
  const assets = readManifest();
  const find = (name: string): Asset => {
    const asset = assets[name];
    if (!asset) throw new Error(`No asset is called ${name}; was the browser's part built?`);
    return asset;
  };
  env.addGlobal("asset", (name: string) => find(name).url);
  env.addGlobal("hasReports", hasReports);
  env.addGlobal("imports", (name: string) => find(name).imports);
  addServerFilters(env);
  configureViews(env, cachePlainTexts());
  const lists = new ChatListCache(new ChatHtmlCache(env));
  env.addFilter("chatHtml", function (this: { ctx: PageScope }, chats: Chat[], visitor: PageVisitor) {
    const { lang, drawn } = this.ctx;
    return leaveHole(drawn, lists.render(chats, visitor, lang));
  });
  cacheParts(env, app.locals);
}

interface PageScope {
  lang: Language;
  drawn: Drawn;
}

interface Asset {
  url: string;
  imports: string[];
}

function readManifest(): Record<string, Asset> {
  return JSON.parse(readFileSync(`${projectRoot}dist/assets.json`, "utf8"));
}
