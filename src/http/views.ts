import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Express } from "express";
import nunjucks from "nunjucks";
import { translator } from "../shared/i18n/index.js";
import { configureViews } from "../shared/render/environment.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

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
  env.addGlobal("asset", (name: string) => {
    const url = assets[name];
    if (!url) throw new Error(`No asset is called ${name}; was the browser's part built?`);
    return url;
  });
  configureViews(env, translator);
}

function readManifest(): Record<string, string> {
  return JSON.parse(readFileSync(`${root}dist/assets.json`, "utf8"));
}
