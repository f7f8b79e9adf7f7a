import { expect, test } from "vitest";
import { serve } from "../support/server.js";

const PUBLIC_URL = "https://chat.example.org";

test("browsers are told to stay with https on this host, and on its subdomains only if that is asked for", async () => {
  const tries: [Record<string, string>, string | null][] = [
    [{ PUBLIC_URL }, "max-age=31536000"],
    [{ PUBLIC_URL, HSTS_SUBDOMAINS: "on" }, "max-age=31536000; includeSubDomains"],
    [{ PUBLIC_URL: "http://chat.example.org", HSTS_SUBDOMAINS: "on" }, null],
    [{}, null],
  ];
  for (const [env, policy] of tries) {
    const server = await serve(env);
    for (const path of ["/", "/favicon.svg", "/nothing", "/health"]) {
      const { headers } = await fetch(server.url + path);
      expect([env, path, headers.get("strict-transport-security")]).toEqual([env, path, policy]);
    }
    await server.close();
  }
});
