import { readdirSync, readFileSync } from "node:fs";
import type { Express } from "express";
import nunjucks, { type Environment } from "nunjucks";
import { projectRoot } from "../../lib/project-root.js";
import type { Chat } from "../../shared/events.js";
import { translator } from "../../shared/i18n/index.js";
import type { Language } from "../../shared/i18n/languages.js";
import type { PageVisitor } from "../../shared/render/chat-props.js";
import { configureViews } from "../../shared/render/template-helpers.js";
import { ChatHtmlCache } from "./chat-html-cache.js";
import { addServerFilters } from "./server-filters.js";

const viewsDir = `${projectRoot}views`;
export const publicDir = `${projectRoot}public`;

/** `hasReports`: somebody is there to whom visitors can report. */
export function useNunjucks(app: Express, { hasReports }: { hasReports: boolean }): void {
  const env = nunjucks.configure(viewsDir, {
    autoescape: true,
    express: app,
    trimBlocks: true,
    lstripBlocks: true,
  });
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
  configureViews(env, translator);
  const cache = new ChatHtmlCache(env);
  env.addFilter(
    "chatHtml",
    function (this: { ctx: { lang: Language } }, chats: Chat[], visitor: PageVisitor) {
      return cache.render(chats, visitor, this.ctx.lang);
    },
  );
  compileViews(env);
}

/** At the start, so that a running server never mixes them with those of a newer version. */
function compileViews(env: Environment): void {
  const files = readdirSync(viewsDir, { recursive: true, encoding: "utf8" });
  for (const name of files) if (name.endsWith(".njk")) env.getTemplate(name, true);
}

interface Asset {
  url: string;
  imports: string[];
}

function readManifest(): Record<string, Asset> {
  return JSON.parse(readFileSync(`${projectRoot}dist/assets.json`, "utf8"));
}
