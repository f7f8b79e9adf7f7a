import { describe, expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { useBrowser } from "../support.js";

const server = useServer();
const { person } = useBrowser();
const chosen = (html: string) => /<html[^>]* data-theme="([^"]*)"/.exec(html)?.[1];

describe("the theme", () => {
  test("the theme is the system's until the visitor chooses another", async () => {
    const ann = await person({ colorScheme: "light" });
    await ann.goto(server.url);
    const reloaded = async () => chosen((await (await ann.reload())?.text()) ?? "");
    expect(await reloaded()).toBeUndefined();
    await ann.click("[data-theme-switch]");
    expect(await ann.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    expect(await reloaded()).toBe("dark");
    await ann.click("[data-theme-switch]");
    expect(await reloaded()).toBeUndefined();
  });

  test("the theme is one of two, whatever the cookie says", async () => {
    const visitor = await server.visitor();
    const page = async (theme: string) =>
      (await fetch(server.url, { headers: { cookie: `${visitor.cookie}; theme=${theme}` } })).text();
    expect(chosen(await page("light"))).toBe("light");
    for (const odd of ["blue", encodeURIComponent('"><script>'), 'j:["dark"]', "%", ""])
      expect(chosen(await page(odd))).toBeUndefined();
  });
});
