import { readFileSync } from "node:fs";
import type { Express } from "express";
import nunjucks from "nunjucks";
import { root } from "../../lib/project-root.js";
import type { Chat } from "../../shared/events.js";
import { translator } from "../../shared/i18n/index.js";
import type { Language } from "../../shared/page-props.js";
import type { Viewer } from "../../shared/render/chat-props.js";
import { configureViews } from "../../shared/render/template-helpers.js";
import { DrawnChats } from "./chat-html-cache.js";

/** Everything in here is served as it is; what lies in `css/` and `js/` carries its content's hash in the name. */
export const publicDir = `${root}public`;

/** After this, `res.render("lobby", page)` draws views/lobby.njk. */
export function installViews(app: Express): void {
  const env = nunjucks.configure(`${root}views`, {
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
  env.addGlobal("imports", (name: string) => find(name).imports);
  configureViews(env, translator);
  const drawn = new DrawnChats(env);
  env.addFilter("drawn", function (this: { ctx: { lang: Language } }, chats: Chat[], viewer: Viewer) {
    return drawn.draw(chats, viewer, this.ctx.lang);
  });
}

interface Asset {
  url: string;
  /** The scripts that this one imports at once. */
  imports: string[];
}

function readManifest(): Record<string, Asset> {
  return JSON.parse(readFileSync(`${root}dist/assets.json`, "utf8"));
}
