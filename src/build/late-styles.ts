import path from "node:path";
import { build, type Plugin } from "esbuild";

/** `import url from "styles:maker.css"` builds a stylesheet of its own, named by its content, and gives its address. */
export function buildLateStyles(cssDir: string): Plugin {
  return {
    name: "build-late-styles",
    setup(hooks) {
      hooks.onResolve({ filter: /^styles:/ }, ({ path: name }) => ({
        path: path.join(cssDir, name.slice("styles:".length)),
        namespace: "styles",
      }));
      hooks.onLoad({ filter: /.*/, namespace: "styles" }, async ({ path: file }) => {
        const { outputFiles } = await build({
          entryPoints: [file],
          bundle: true,
          minify: true,
          charset: "utf8",
          write: false,
        });
        return { contents: outputFiles[0]!.contents, loader: "file" };
      });
    },
  };
}
