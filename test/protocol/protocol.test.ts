import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { useServer } from "../support/server.js";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const protocol = read("docs/protocol.md");
const events = read("src/shared/events.ts");

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

const section = (heading: string): string =>
  protocol.split(new RegExp(`^#+ ${heading}`, "m"))[1]!.split(/^##/m)[0]!;

/** The names in the first column of a section's tables. */
const firstColumn = (text: string): string[] =>
  [...text.matchAll(/^\| (`[^|]+`)/gm)].flatMap((row) =>
    [...row[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  );

const namesOf = (type: string): string[] =>
  [
    ...events
      .split(`export interface ${type} {`)[1]!
      .split("\n}")[0]!
      .matchAll(/^ {2}(\w+)\??:/gm),
  ].map(([, name]) => name!);

describe("docs/protocol.md", () => {
  test("names routes that are there", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    await ann.page(`/room/${_id}`);
    await ann.say(_id, "first");
    const routes = firstColumn(section("Pages and forms"));
    expect(routes.length).toBeGreaterThan(20);
    for (const route of routes) {
      const [method, path] = route.split(" ") as [string, string];
      const { body } = await ann
        .json(
          method,
          path
            .replace(/:id|:room/, _id)
            .replace(":seq", "1")
            .replace(":file", "x"),
          method === "GET" ? undefined : {},
        )
        .catch(() => ({ body: undefined }));
      const there = path.startsWith("/gif") || !/^(NOT_FOUND|METHOD_.*)$/.test(body?.error?.code);
      expect([route, there]).toEqual([route, true]);
    }
  });

  test("names the events and fields that the code has, and no others", () => {
    expect(firstColumn(section("Namespace `/room`")).sort()).toEqual(namesOf("LobbyEvents").sort());
    const chat = [...namesOf("ChatEvents"), ...namesOf("ChatRequests")].sort();
    expect(firstColumn(section("Namespace `/chat`")).sort()).toEqual(chat);
    const shapes = section("Shapes");
    for (const type of ["RoomView", "Member", "Chat", "Gif"])
      for (const name of namesOf(type)) expect(shapes).toContain(name);
  });

  test("names every refusal with its status", () => {
    const table = section("Refusals");
    for (const [, code, status] of read("src/services/errors.ts").matchAll(/^ {2}([A-Z_]+): (\d+),/gm)) {
      const row = table.split("\n").find((line) => line.includes(`\`${code}\``));
      expect([code, row]).toEqual([code, expect.stringContaining(status!)]);
    }
  });

  test("is joined by an .env.example that names every variable the code reads", () => {
    const example = read(".env.example");
    const config = read("src/config.ts");
    const names = new Set(
      [...config.matchAll(/env\.([A-Z_]+)|env, "([A-Z_]+)"/g)].map((match) => match[1] ?? match[2]!),
    );
    // Refused or warned of until they are supported.
    for (const unbuilt of ["REDIS_URL", "METRICS_TOKEN"]) names.delete(unbuilt);
    for (const name of names) expect(example).toMatch(new RegExp(`^#?${name}=`, "m"));
  });
});
