import { readFileSync } from "node:fs";
import nunjucks from "nunjucks";
import { addServerFilters } from "../../src/http/rendering/server-filters.js";
import { translator } from "../../src/shared/i18n/index.js";
import { configureViews } from "../../src/shared/render/template-helpers.js";

const env = nunjucks.configure("views", { autoescape: true, trimBlocks: true, lstripBlocks: true });
const assets: Record<string, { url: string; imports: string[] }> = JSON.parse(
  readFileSync("dist/assets.json", "utf8"),
);
env.addGlobal("asset", (name: string) => assets[name]!.url);
env.addGlobal("imports", (name: string) => assets[name]!.imports);
addServerFilters(env);
configureViews(env, translator);

/** A page of the operator's as the server draws it, with props in place of what is stored. */
export const renderShown = (name: string, props: object, context: object = {}): string =>
  env.render(`${name}.njk`, {
    ...{ lang: "en", me: { id: "operator", color: "#6a5acd", name: "#6a5acd" }, flash: [], done: [] },
    ...{
      here: "/operator",
      site: { name: "gif-chat" },
      hasLobby: true,
      hasProofs: true,
      isProofNeeded: () => false,
    },
    ...context,
    ...props,
  });
