import sharp from "sharp";
import { expect, test } from "vitest";
import { useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const server = useServer();

test("the manifest names the app in the page's language, with icons and a way to share pictures", async () => {
  const ann = await server.visitor();
  expect(await ann.page("/")).toContain('<link rel="manifest" href="/manifest.webmanifest?lang=en">');
  const nobody = new Visitor(server.url);
  const answer = await nobody.get("/manifest.webmanifest?lang=ko");
  expect(answer.headers.get("content-type")).toBe("application/manifest+json; charset=utf-8");
  expect(answer.headers.getSetCookie()).toEqual([]);
  const manifest = await answer.json();
  expect(manifest).toMatchObject({ id: "/", scope: "/", start_url: "/", display: "standalone", lang: "ko" });
  expect(manifest.shortcuts[0]).toMatchObject({ name: "방 열기", url: "/room" });
  expect(manifest.share_target).toMatchObject({ action: "/share", method: "POST" });
  expect(manifest.share_target.params.files[0].accept).toEqual(["image/*", "video/*"]);
  for (const { src, sizes } of manifest.icons.slice(1)) {
    const { width, height } = await sharp(
      Buffer.from(await (await nobody.get(src)).arrayBuffer()),
    ).metadata();
    expect([src, `${width}x${height}`]).toEqual([src, sizes]);
  }
});

test("the worker's script and the page 'offline' are asked for anew, and belong to no visitor", async () => {
  const nobody = new Visitor(server.url);
  for (const path of ["/sw.js?lang=en", "/offline", "/offline?lang=nowhere"]) {
    const answer = await nobody.get(path, { "accept-language": "en" });
    expect([path, answer.status, answer.headers.get("cache-control")]).toEqual([path, 200, "no-cache"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  }
  expect(await (await nobody.get("/offline?lang=ko")).text()).toContain("지금은 오프라인이에요.");
});

test("what is shared without the worker is not kept, and a page says so", async () => {
  const phone = new Visitor(server.url);
  const body = new FormData();
  body.set("pictures", new Blob([new Uint8Array(300_000)], { type: "image/gif" }), "cat.gif");
  const headers = { origin: "null", "sec-fetch-site": "none", "user-agent": "Mozilla/5.0" };
  const answer = await phone.request("POST", "/share", { body, headers });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/share"]);
  expect(await phone.page("/share")).toContain("could not be taken over");
  expect(await server.files()).toEqual([]);
});
