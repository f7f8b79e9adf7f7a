import { readFileSync } from "node:fs";

const protocol = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
const tables = protocol.match(/(?:^\|.*\n)+/gm) ?? [];

const namesUnder = (heading: RegExp): string[] =>
  tables
    .filter((table) => heading.test(table.split("|")[1]!))
    .flatMap((table) => [...table.matchAll(/^\| (`[^|]+`)/gm)])
    .flatMap((row) => [...row[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));

/** As `POST /room/:id/chat`. */
export const routes = namesUnder(/route/).map((route) => {
  const [method, path] = route.split(/[ ?]/) as [string, string];
  return { method, path };
});

/** What a client may ask in the namespace `/chat`. */
export const events = namesUnder(/a client sends/);

/** Every code of a refusal. */
export const codes = new Set(
  tables
    .filter((table) => /^\| status/.test(table))
    .flatMap((table) => [...table.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, code]) => code!)),
);

if (routes.length < 20 || events.length < 9 || codes.size < 20)
  throw new Error("docs/protocol.md could not be read");
