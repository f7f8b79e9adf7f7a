import { readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "esbuild";
import nunjucks from "nunjucks";

/** `import chat from "views:partials/chat.njk"` imports the server's template, precompiled. */
export function precompileViews(viewsDir: string): Plugin {
  const env = new nunjucks.Environment(null, { autoescape: true, trimBlocks: true, lstripBlocks: true });
  return {
    name: "precompile-views",
    setup(hooks) {
      hooks.onResolve({ filter: /^views:/ }, ({ path: name }) => ({
        path: name.slice("views:".length),
        namespace: "views",
      }));
      hooks.onLoad({ filter: /.*/, namespace: "views" }, ({ path: name }) => {
        const source = readFileSync(path.join(viewsDir, name), "utf8");
        if (name.endsWith(".css")) return { contents: source, loader: "text" };
        return {
          contents: nunjucks.precompileString(source, { name, env, wrapper: toModule }),
          loader: "js",
        };
      });
    },
  };
}

/** The library's types say string, but it passes a list. */
function toModule(templates: unknown): string {
  const [{ template }] = templates as [{ template: string }];
  return `export default (function () {${template}})();`;
}

const EVAL_FOR_GLOBAL = 'Function("return this")() || (1,eval)("this")';

/** Nunjucks finds the global object by `eval`, which our CSP blocks and reports. */
export const removeEval: Plugin = {
  name: "remove-eval",
  setup(hooks) {
    hooks.onLoad({ filter: /nunjucks-slim\.js$/ }, ({ path: file }) => {
      const source = readFileSync(file, "utf8");
      if (!source.includes(EVAL_FOR_GLOBAL))
        throw new Error(`${file} has changed: is this plugin still needed?`);
      return { contents: source.replace(EVAL_FOR_GLOBAL, "globalThis"), loader: "js" };
    });
  },
};

/** One class for each hue, since the CSP forbids inline styles. */
export const generateHueClasses: Plugin = {
  name: "generate-hue-classes",
  setup(hooks) {
    hooks.onResolve({ filter: /^hues$/ }, () => ({ path: "hues", namespace: "hues" }));
    hooks.onLoad({ filter: /.*/, namespace: "hues" }, () => ({
      contents: Array.from({ length: 360 }, (_, hue) => `.h${hue}{--h:${hue}}`).join("\n"),
      loader: "css",
    }));
  },
};
