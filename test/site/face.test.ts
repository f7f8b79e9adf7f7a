import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { expect, test } from "vitest";
import { serve, useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const NAME = "고양이 🐈 <script> & \"'قطط";
const FILES = ["/favicon.svg", "/favicon-unread.svg", "/social-card.png"].concat(
  ["apple-touch-icon", "icon-192", "icon-512", "maskable-512", "badge-96"].map(
    (name) => `/icons/${name}.png`,
  ),
);
const named = useServer({ SITE_NAME: NAME });

const read = async (url: string, path: string) => Buffer.from(await (await fetch(url + path)).arrayBuffer());
const readAll = (url: string) => Promise.all(FILES.map((path) => read(url, path)));

test("a site with a name has icons and a card of its own, in the sizes of those that they replace", async () => {
  const drawn = await readAll(named.url);
  for (const [i, path] of FILES.entries()) {
    const shipped = await readFile(`public${path}`);
    expect(drawn[i]!.equals(shipped), path).toBe(false);
    const [own, theirs] = await Promise.all([sharp(drawn[i]!).metadata(), sharp(shipped).metadata()]);
    expect(own.format, path).toBe(theirs.format);
    if (path.endsWith(".png")) expect([own.width, own.height], path).toEqual([theirs.width, theirs.height]);
    const { dominant, entropy } = await sharp(drawn[i]!).stats();
    expect(entropy, path).toBeGreaterThan(0);
    if (/icon-|touch|maskable/.test(path)) expect(dominant, path).not.toEqual({ r: 0, g: 0, b: 0 });
  }
  const [favicon, unread] = drawn.map(String);
  expect(favicon).toContain("<title>고양이 🐈 &#60;script&#62; &#38; &#34;&#39;قطط</title>");
  expect(unread).toContain("<circle");
  const answer = await fetch(`${named.url}/favicon.svg`);
  expect(answer.headers.get("content-type")).toMatch(/^image\/svg\+xml/);
  expect(answer.headers.get("cache-control")).toBe("public, max-age=3600");
  const known = { headers: { "if-none-match": answer.headers.get("etag")!, "cache-control": "max-age=0" } };
  expect((await fetch(`${named.url}/favicon.svg`, known)).status).toBe(304);
});

test("another name is another face at other URLs; without one, gif-chat's own files are shown", async () => {
  const [other, usual] = await Promise.all([serve({ SITE_NAME: "Cat club" }), serve()]);
  const [mine, theirs, shipped] = await Promise.all([named, other, usual].map(({ url }) => readAll(url)));
  for (const [i, path] of FILES.entries()) {
    expect(mine![i]!.equals(theirs![i]!), path).toBe(false);
    expect(shipped![i]!.equals(await readFile(`public${path}`)), path).toBe(true);
  }
  const linked = async ({ url }: { url: string }) => {
    const visitor = new Visitor(url);
    const page = await visitor.page("/");
    const { body } = await visitor.json("GET", "/manifest.webmanifest");
    const icons = (body.icons as { src: string }[]).map(({ src }) => src);
    const links = [...page.matchAll(/"([^"]*(?:favicon|apple-touch-icon|social-card)\.[^"]*)"/g)];
    return [...links.map(([, link]) => new URL(link!, url).pathname + new URL(link!, url).search), ...icons];
  };
  for (const link of await linked(other)) expect(link).toMatch(/\?of=Cat%20club$/);
  for (const link of await linked(usual)) expect(link).not.toContain("?");
  const own = await linked(named);
  expect(own).toHaveLength(7);
  for (const link of own) expect((await fetch(named.url + link)).status, link).toBe(200);
  await Promise.all([other.close(), usual.close()]);
});
