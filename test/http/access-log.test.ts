import { expect, test } from "vitest";
import { ServerProcess } from "../support/server-process.js";

test("the access log has neither tokens nor what is searched for", async () => {
  const child = await ServerProcess.start({ RATE_LIMITS: "off" });
  const ann = await child.visitor();
  for (const path of ["/i/a-token-of-an-invite?x=1", "/hook/a-token-of-a-hook", "/?q=a-search&before=x"])
    await ann.get(path);
  expect(await child.end()).toBe(0);
  const logged = [...child.output.matchAll(/"did":"([^"]+)"/g)].map(([, did]) => did);
  expect(logged).toEqual(["GET /", "GET /i/…?x=1", "GET /hook/…", "GET /?q=…&before=x"]);
  await child.clean();
});
