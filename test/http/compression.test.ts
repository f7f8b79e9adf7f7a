/** @module-tag thorough */
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { useServer } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";
import { Visitor } from "../support/visitor.js";

const server = useServer();

test("scripts and styles come compressed as the browser accepts, and are cached for ever", async () => {
  const ann = await server.visitor();
  const page = await ann.page("/");
  for (const url of page.match(/\/(?:js|css)\/[\w.-]+/g)!) {
    const plain = await ann.get(url, { "accept-encoding": "identity" });
    const text = await plain.text();
    expect(plain.headers.get("content-encoding")).toBeNull();
    for (const encoding of ["br", "gzip"]) {
      const packed = await ann.get(url, { "accept-encoding": encoding });
      expect(packed.headers.get("content-encoding"), url).toBe(encoding);
      expect(packed.headers.get("content-type")).toMatch(/^text\/(?:css|javascript); charset=utf-8$/i);
      expect(packed.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(packed.headers.get("vary")).toBe("Accept-Encoding");
      expect(packed.headers.get("x-content-type-options")).toBe("nosniff");
      expect(packed.headers.get("content-security-policy")).toBeNull();
      expect(await packed.text()).toBe(text);
    }
    const either = await ann.get(url, { "accept-encoding": "gzip, deflate, br" });
    expect(either.headers.get("content-encoding")).toBe("br");
  }
});

test("a worker's script has the policy that binds the worker", async () => {
  const worker = readdirSync("public/js").find((name) => /^proof-worker-.*\.js$/.test(name));
  const { headers } = await (await server.visitor()).get(`/js/${worker}`);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("pages come compressed, and pictures as they are", async () => {
  const ann = await server.visitor();
  const page = await ann.get("/", { "accept-encoding": "gzip" });
  expect(page.headers.get("content-encoding")).toBe("gzip");
  expect(page.headers.get("vary")).toContain("Accept-Encoding");
  expect(await page.text()).toContain("</html>");
  const picture = await ann.get("/social-card.png");
  expect(picture.headers.get("content-encoding")).toBeNull();
});

test("a page that stays large when compressed comes to its end, for a known session and for a new one", async () => {
  const [ann, stranger] = [await server.visitor(), new Visitor(server.url)];
  const { _id } = await ann.open();
  const client = await ann.enter(_id);
  for (let i = 0; i < 100; i++) await client.call("chat", { chat: randomBytes(900).toString("base64") });
  const { body } = await ann.json("GET", `/room/${_id}/chats?limit=100`);
  expect(body.chats).toHaveLength(100);
  for (const someone of [ann, stranger]) expect(await someone.page(`/room/${_id}`)).toMatch(/<\/html>\s*$/);
  client.close();
});

test("the access log says how much went over the wire, compressed or not", async () => {
  const child = await ServerProcess.start();
  const ann = await child.visitor();
  const sizes: number[] = [];
  for (const encoding of ["identity", "gzip"]) {
    const answer = await ann.get("/", { "accept-encoding": encoding });
    await answer.text();
    sizes.push(Number(answer.headers.get("content-length")));
  }
  await child.end();
  await child.clean();
  const entries = child.output.split("\n").filter((line) => line.startsWith("{"));
  const [plain, packed] = entries.slice(-2).map((line) => JSON.parse(line).bytes);
  expect(plain).toBeGreaterThan(sizes[0]!);
  expect(packed).toBeGreaterThan(1000);
  expect(packed).toBeLessThan(plain / 2);
});
