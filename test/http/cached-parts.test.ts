import { readFileSync } from "node:fs";
import nunjucks from "nunjucks";
import { expect, test } from "vitest";
import { cachedParts } from "../../src/http/rendering/cached-parts.js";
import { cacheParts } from "../../src/http/rendering/part-cache.js";
import { addServerFilters } from "../../src/http/rendering/server-filters.js";
import { translator } from "../../src/shared/i18n/index.js";
import { configureViews } from "../../src/shared/render/template-helpers.js";

/** The same on every page of a server. */
const CONSTANT = ["asset", "imports", "hasReports", "languages", "t", "site", "face", "hasLobby", "lang"];
/** Whether there is one at all shows in what is read of it. */
const ASKED = ["left", "next", "answered"];
const WITH_TIME = ["ago", "lifetimeLeft", "timeLeft", "cardState"];

/** Of the tree that Nunjucks parses a template into. */
// biome-ignore lint/suspicious/noExplicitAny: it has no types
type Node = any;

const { parser } = nunjucks as Node;
const parse = (name: string): Node =>
  parser.parse(readFileSync(`views/${name}`, "utf8"), [], { trimBlocks: true, lstripBlocks: true });

/** What a template reads and does not set itself, with what it includes. */
class Reads {
  readonly variables = new Set<string>();
  readonly filters = new Set<string>();
  readonly #own = new Set<string>();

  constructor(name: string) {
    this.#visit(parse(name));
    for (const variable of this.variables)
      if (this.#own.has(variable.split(".")[0]!)) this.variables.delete(variable);
  }

  readonly #kinds: Record<string, (node: Node) => void> = {
    Symbol: ({ value }) => this.variables.add(value),
    LookupVal: ({ target, val }) => {
      if (target.typename === "Symbol" && val.typename === "Literal")
        this.variables.add(`${target.value}.${val.value}`);
      else this.#visit([target, val]);
    },
    Filter: ({ name, args }) => {
      this.filters.add(name.value);
      this.#visit(args);
    },
    Include: ({ template }) => {
      const { variables, filters } = new Reads(template.value);
      for (const variable of variables) this.variables.add(variable);
      for (const filter of filters) this.filters.add(filter);
    },
    FromImport: ({ names }) => this.#sets(names.children),
    Macro: ({ name, args, body }) => {
      this.#sets([name, ...args.children]);
      this.#visit(body);
    },
    Set: ({ targets, value, body }) => {
      this.#sets(targets);
      this.#visit([value, body]);
    },
    For: ({ name, arr, body }) => {
      this.#sets(name.children ?? [name]);
      this.#visit([arr, body]);
    },
    Pair: ({ value }) => this.#visit(value),
  };

  #sets(names: Node[]): void {
    for (const { value } of names) this.#own.add(value);
  }

  #visit(node: Node): void {
    if (Array.isArray(node)) for (const one of node) this.#visit(one);
    else if (node?.typename in this.#kinds) this.#kinds[node.typename]!(node);
    else if (node?.typename) this.#visit(Object.values(node));
  }
}

test.each(Object.entries(cachedParts))("%s is cached under all that it reads", (name, listed) => {
  const { variables, filters } = new Reads(name);
  const isListed = (variable: string) => {
    const [base = ""] = variable.split(".");
    return [...CONSTANT, ...listed].includes(base) || [...ASKED, ...listed].includes(variable);
  };
  expect([...variables].filter((variable) => !isListed(variable))).toEqual([]);
  expect(WITH_TIME.filter((filter) => filters.has(filter))).toEqual([]);
});

test("the parts of a page that two visitors see alike are drawn once", () => {
  const env = new nunjucks.Environment(new nunjucks.FileSystemLoader("views"), { trimBlocks: true });
  const drawn: string[] = [];
  configureViews(env, translator);
  addServerFilters(env);
  env.addFilter("pattern", (id: string) => drawn.push(id) && "");
  env.addFilter("chatHtml", () => "");
  env.addGlobal("asset", String).addGlobal("imports", () => []);
  cacheParts(env, { site: { name: "gif-chat" } });
  const members = ["ann", "bob", "eve"].map((id) => ({ id, color: "#336699", name: id }));
  const room = { _id: "r", title: "Room", max: 5, owner: members[0], hosts: ["ann"], createdAt: "" };
  const page = (me: unknown, lang = "en") =>
    env.render("room.njk", { lang, me, members, room, chats: [{}], knocks: [], draft: {} });
  const first = page(members[1]);
  expect(drawn).toEqual(expect.arrayContaining(["ann", "bob", "eve"]));
  drawn.length = 0;
  expect(page(members[1])).toBe(first);
  expect(drawn).toEqual([]);
  expect(page(members[2])).not.toBe(first);
  // As others see him, and herself.
  expect(drawn).toEqual(["bob", "eve"]);
  expect(page(members[1], "ko")).not.toBe(first);
});
