import { describe, expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { enter, useBrowser } from "../support.js";

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

  test("in forced colours, shape alone tells what is live and lively, and which chip is one's own", async () => {
    const ann = await person({ forcedColors: "active", reducedMotion: "reduce" });
    const bob = await server.visitor();
    const { _id } = await bob.open();
    await bob.page(`/room/${_id}`);
    await bob.say(_id, "hello");
    await enter(ann, server.url);
    /** How each of these changes of an element looks. */
    const looks = async (selector: string, changes: string[]): Promise<number> => {
      const one = ann.locator(selector).first();
      const shots = new Set<string>();
      for (const change of changes) {
        await one.evaluate(`(one) => { ${change} }`);
        shots.add((await one.screenshot()).toString("base64"));
      }
      return shots.size;
    };
    const states = ["on", "connecting", "off"].map((state) => `one.parentElement.dataset.state = "${state}"`);
    expect(await looks("[data-live] i", states)).toBe(3);
    expect(await looks(".lively i", ["", "one.style.visibility = 'hidden'"])).toBe(2);
    await enter(ann, `${server.url}/room/${_id}`);
    const ring = ["", "one.querySelector('.chip').classList.remove('me')"];
    expect(await looks(".member:has(.chip.me)", ring)).toBe(2);
    const notch = ["", "one.querySelector('.base').setAttribute('d', 'M0 0h18v18h-18z')"];
    expect(await looks(".marked:has(.owner) .chip", notch)).toBe(2);
  });
});
