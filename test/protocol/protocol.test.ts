import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { useServer } from "../support/server.js";
import { type OpenApi, operationsOf } from "./description/document.js";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const protocol = read("docs/protocol.md");
const events = ["events", "chat-shapes", "protocol/room-shapes"]
  .map((file) => read(`src/shared/${file}.ts`))
  .join("");

const server = useServer();

const tables = protocol.match(/(?:^\|.*\n)+/gm) ?? [];

/** The names in the first column of the tables whose own first column is called so. */
const namesUnder = (heading: RegExp): string[] =>
  tables
    .filter((table) => heading.test(table.split("|")[1]!))
    .flatMap((table) => [...table.matchAll(/^\| (`[^|]+`)/gm)])
    .flatMap((row) => [...row[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));

const namesOf = (type: string): string[] =>
  [
    ...events
      .split(`export interface ${type} {`)[1]!
      .split("\n}")[0]!
      .matchAll(/^ {2}(\w+)\??:/gm),
  ].map(([, name]) => name!);

/** Whatever its parameters are called. */
const nameless = (route: string): string => route.replaceAll(/:\w+|\{\w+\}/g, ":");

describe("docs/protocol.md", () => {
  test("every route in docs/protocol.md is described, and therefore called, or is a file", async () => {
    const description: OpenApi = JSON.parse(read("public/openapi.json"));
    const described = operationsOf(description).map(({ method, path }) => nameless(`${method} ${path}`));
    const routes = namesUnder(/route/);
    expect(routes.length).toBeGreaterThan(70);
    const others = routes.filter((route) => !described.includes(nameless(route.split("?")[0]!)));
    expect(others.length).toBeLessThan(5);
    for (const other of others) {
      const [method, path] = other.split(" ") as [string, string];
      expect([other, (await fetch(server.url + path, { method })).status]).toEqual([other, 200]);
    }
  });

  test("docs/protocol.md names the events and fields that the code has, and no others", () => {
    const types = ["LobbyEvents", "ChatEvents", "ChatRequests"];
    expect(namesUnder(/event|sends/).sort()).toEqual(types.flatMap(namesOf).sort());
    const shapes = [...protocol.matchAll(/^```\n(.*?)^```/gms)].map(([, text]) => text).join("");
    for (const type of ["RoomView", "Member", "Chat", "Gif"])
      for (const name of namesOf(type)) expect(shapes).toContain(name);
  });

  test("docs/protocol.md names every refusal with its status", () => {
    for (const [, code, status] of read("src/services/errors.ts").matchAll(/^ {2}([A-Z_]+): (\d+),/gm)) {
      const row = tables.join("").match(new RegExp(`^.*\\b${status}\\b.*\`${code}\`.*$`, "m"));
      expect([code, row]).toEqual([code, expect.anything()]);
    }
  });

  test(".env.example names every variable the code reads", () => {
    const example = read(".env.example");
    const config = ["config.ts", "config/site.ts", "config/access.ts"]
      .map((file) => read(`src/${file}`))
      .join("");
    const names = new Set(
      [...config.matchAll(/env\.([A-Z_]+)|env, "([A-Z_]+)"/g)].map((match) => match[1] ?? match[2]!),
    );
    expect(names.size).toBeGreaterThan(10);
    for (const name of names) expect(example).toMatch(new RegExp(`^#?${name}=`, "m"));
  });
});
