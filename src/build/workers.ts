import path from "node:path";
import { build, type Plugin } from "esbuild";
import { noteBundled } from "./licenses.js";

/** `import url from "worker:./some-worker.js"` builds a worker of its own, named by its content, and gives its address. */
export const buildWorkers: Plugin = {
  name: "build-workers",
  setup(hooks) {
    hooks.onResolve({ filter: /^worker:/ }, ({ path: name, resolveDir }) => ({
      path: path.resolve(resolveDir, name.slice("worker:".length)),
      namespace: "worker",
    }));
    hooks.onLoad({ filter: /.*/, namespace: "worker" }, async ({ path: file }) => {
      const { outputFiles, metafile } = await build({
        entryPoints: [file.replace(/\.js$/, ".ts")],
        bundle: true,
        minify: true,
        format: "esm",
        mainFields: ["module", "main"],
        target: "es2022",
        metafile: true,
        write: false,
      });
      noteBundled(metafile);
      return { contents: outputFiles[0]!.contents, loader: "file" };
    });
  },
};
