import { expect, test } from "vitest";
import { useServer } from "./support/server.js";

const server = useServer();

test("scripts and styles come packed as the browser takes them, and are kept for ever", async () => {
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
      expect(await packed.text()).toBe(text);
    }
    const either = await ann.get(url, { "accept-encoding": "gzip, deflate, br" });
    expect(either.headers.get("content-encoding")).toBe("br");
  }
});

test("pages come packed, and pictures as they are", async () => {
  const ann = await server.visitor();
  const page = await ann.get("/", { "accept-encoding": "gzip" });
  expect(page.headers.get("content-encoding")).toBe("gzip");
  expect(page.headers.get("vary")).toContain("Accept-Encoding");
  expect(await page.text()).toContain("</html>");
  const picture = await ann.get("/social-card.png");
  expect(picture.headers.get("content-encoding")).toBeNull();
});
