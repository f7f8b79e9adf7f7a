import { rm } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { afterwards } from "../setup/afterwards.js";
import { gif } from "../support/gif.js";
import { serve } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";

const idOf = (answer: Response) => answer.headers.get("x-request-id")!;
const OWN = /^[\w-]{16}$/;

test("each answer has an id of its own, which is in its line of the log", async () => {
  const child = await ServerProcess.start();
  const paths = ["/", "/favicon.svg", "/health", "/nothing", "/metrics"];
  const ids: string[] = [];
  for (const one of paths)
    ids.push(idOf(await fetch(child.url + one, { headers: { "x-request-id": "forged" } })));
  await child.end();
  const logged = child.output.split("\n").filter((line) => line.startsWith("{"));
  expect(logged.map((line) => JSON.parse(line)).map(({ id, did }) => [id, did])).toEqual(
    paths.map((one, i) => [ids[i], `GET ${one}`]),
  );
  for (const id of ids) expect(id).toMatch(OWN);
  expect(new Set(ids).size).toBe(ids.length);
  await child.clean();
});

test("the id of a trusted proxy is kept, unless it could forge a line of the log", {
  tags: ["thorough"],
}, async () => {
  const server = await serve({ TRUST_PROXY: "1" });
  afterwards(() => server.close());
  const ask = async (id: string) =>
    idOf(await fetch(`${server.url}/health`, { headers: { "x-request-id": id } }));
  for (const id of ["a", "4bf92f3577b34da6a3ce929d0e0e4736", "x".repeat(64), "A.b_c-1"])
    expect(await ask(id)).toBe(id);
  for (const id of ["", "x".repeat(65), 'a"', "a b", "a,b", "a\tb", "é", "{}"])
    expect(await ask(id)).toMatch(OWN);
  const outside = await serve({ TRUST_PROXY: "10.0.0.0/8" });
  afterwards(() => outside.close());
  const answer = await fetch(`${outside.url}/health`, { headers: { "x-request-id": "forged" } });
  expect(idOf(answer)).toMatch(OWN);
});

test("an answer that says 500 names the id under which its error was logged, on the page in the visitor's language", {
  tags: ["thorough"],
}, async () => {
  const lines = spyOnErrors();
  const server = await serve({ UPLOAD_STORE: "disk" });
  afterwards(() => server.close());
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  await rm(path.join(server.dir, "uploads", ".tmp"), { recursive: true });
  const json = await ann.upload(_id, gif());
  const { error } = await json.json();
  expect([json.status, error]).toEqual([
    500,
    { code: "INTERNAL", message: expect.any(String), id: idOf(json), detail: expect.any(String) },
  ]);
  const send = async (language: string) => {
    const body = new FormData();
    body.set("gif", new Blob([gif() as Uint8Array<ArrayBuffer>]), "a.gif");
    const headers = { accept: "text/html", "accept-language": language };
    return ann.request("POST", `/room/${_id}/gif`, { body, headers });
  };
  const pages = [await send("en"), await send("ko")];
  const texts = await Promise.all(pages.map((page) => page.text()));
  for (const [i, text] of texts.entries()) expect(text).toContain(idOf(pages[i]!));
  expect(texts[0]).toContain("tell the operator this number");
  expect(texts[1]).toContain("운영자에게 이 번호를");
  expect(lines().map((line) => line.split(" ")[0])).toEqual([json, ...pages].map((one) => `id=${idOf(one)}`));
  const refused = await ann.json("GET", "/nothing");
  expect(refused.body.error).toEqual({ code: "NOT_FOUND", message: expect.any(String) });
});

test("a socket's INTERNAL names the id under which its error was logged; other refusals have none", async () => {
  const lines = spyOnErrors();
  const server = await serve();
  afterwards(() => server.close());
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const socket = await ann.enter(_id);
  const answer = (event: string, data: unknown) =>
    new Promise<{ error: { code: string; id?: string } }>((resolve) =>
      socket.socket.emit(event, data, resolve),
    );
  expect((await answer("chat", { chat: "" })).error).not.toHaveProperty("id");
  const find = vi.spyOn(String.prototype, "normalize").mockImplementation(() => {
    throw new Error("a bug");
  });
  const { error } = await answer("search", { q: "some words" });
  find.mockRestore();
  expect(error).toMatchObject({ code: "INTERNAL", id: expect.stringMatching(OWN) });
  expect(lines()).toEqual([expect.stringMatching(new RegExp(`^id=${error.id} Error: a bug\n`))]);
  socket.close();
});

function spyOnErrors(): () => string[] {
  const spy = vi.spyOn(console, "error").mockImplementation(() => {});
  spy.mockClear();
  afterwards(() => spy.mockRestore());
  return () => spy.mock.calls.map(([line]) => String(line));
}
