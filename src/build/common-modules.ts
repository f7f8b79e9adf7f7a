import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "esbuild";

const COMMON = ["base/dom", "base/i18n", "base/safe-storage", "maker/drafts/forget-drafts"];
const COMMON_IN_ROOM = [
  ...["room/page-data", "notify/choices", "room/toast", "room/chats/scroll", "room/people/mutes"],
  ...[
    "base/confirm",
    "elements/insert-text",
    "room/chats/chat-element",
    "room/reactions/reaction-row",
    "elements/update-in-place",
  ],
];
const OF_ROOM = /^(?:room|notify|gifs|emoji|maker(?!\/drafts))\//;

/**
 * A module that is loaded on demand and imports some of what pages have in common would split that into one file more,
 * and each file costs a request at the first visit. So such a module imports all of it.
 */
export function keepCommonModulesTogether(browserDir: string): Plugin {
  return {
    name: "keep-common-modules-together",
    setup(hooks) {
      const onDemand = findImportedOnDemand(browserDir);
      hooks.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        if (!onDemand.has(file)) return undefined;
        const isOfRoom = OF_ROOM.test(path.relative(browserDir, file));
        const names = isOfRoom ? [...COMMON, ...COMMON_IN_ROOM] : COMMON;
        const imports = names.map((name) => `import ${JSON.stringify(path.join(browserDir, `${name}.ts`))};`);
        return { contents: [readFileSync(file, "utf8"), ...imports].join("\n"), loader: "ts" };
      });
    },
  };
}

function findImportedOnDemand(browserDir: string): ReadonlySet<string> {
  const names = readdirSync(browserDir, { recursive: true, encoding: "utf8" });
  return new Set(
    names.flatMap((name) => {
      if (!name.endsWith(".ts")) return [];
      const file = path.join(browserDir, name);
      const found = readFileSync(file, "utf8").matchAll(/\bimport\("(\.[^"]+)\.js"\)/g);
      return [...found].map(([, target]) => path.resolve(path.dirname(file), `${target}.ts`));
    }),
  );
}
