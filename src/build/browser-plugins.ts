import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Plugin, transformSync } from "esbuild";
import nunjucks from "nunjucks";

const env = new nunjucks.Environment(null, { autoescape: true, trimBlocks: true, lstripBlocks: true });

/** `import views from "views:all"` imports every template: to compile them takes a fifth of the server's start. */
export function precompileAllViews(viewsDir: string): Plugin {
  return {
    name: "precompile-all-views",
    setup(hooks) {
      hooks.onResolve({ filter: /^views:all$/ }, ({ path: name }) => ({
        path: name,
        namespace: "all-views",
      }));
      hooks.onLoad({ filter: /.*/, namespace: "all-views" }, () => {
        const files = readdirSync(viewsDir, { recursive: true, encoding: "utf8" });
        const names = files
          .map((file) => file.split(path.sep).join("/"))
          .filter((name) => name.endsWith(".njk"));
        const contents = `export default {${names.map((name) => toEntry(viewsDir, name))}};`;
        return { contents: transformSync(contents, { minify: true }).code, loader: "js" };
      });
    },
  };
}

function toEntry(viewsDir: string, name: string): string {
  const source = readFileSync(path.join(viewsDir, name), "utf8");
  return `${JSON.stringify(name)}: ${nunjucks.precompileString(source, { name, env, wrapper: toFunctionCall })}`;
}

/** `import chat from "views:partials/chat.njk"` imports the server's template, precompiled. */
export function precompileViews(viewsDir: string): Plugin {
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
        const template = nunjucks.precompileString(source, { name, env, wrapper: toFunctionCall });
        return { contents: `export default ${template};`, loader: "js" };
      });
    },
  };
}

/** The library's types say string, but it passes a list. */
function toFunctionCall(templates: unknown): string {
  const [{ template }] = templates as [{ template: string }];
  return `(function () {${template}})()`;
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
