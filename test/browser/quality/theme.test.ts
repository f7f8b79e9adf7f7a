/** @module-tag thorough */
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
    const his = await bob.enter(_id);
    await his.call("chat", { chat: "hello" });
    await enter(ann, server.url);
    type Change = (one: HTMLElement) => void;
    /** How many looks these changes of an element have. */
    const looks = async (selector: string, changes: Change[]): Promise<number> => {
      const one = ann.locator(selector).first();
      const shots = new Set<string>();
      for (const change of changes) {
        await one.evaluate(change);
        shots.add((await one.screenshot()).toString("base64"));
      }
      return shots.size;
    };
    const same: Change = () => undefined;
    expect(
      await looks("[data-live]", [
        (one) => one.setAttribute("data-state", "on"),
        (one) => one.setAttribute("data-state", "connecting"),
        (one) => one.setAttribute("data-state", "off"),
      ]),
    ).toBe(3);
    const hide: Change = (one) => one.querySelector("i")?.remove();
    expect(await looks(".lively", [same, hide])).toBe(2);
    await enter(ann, `${server.url}/room/${_id}`);
    const unring: Change = (one) => one.querySelector(".chip")?.classList.remove("me");
    expect(await looks(".member:last-child", [same, unring])).toBe(2);
    const unnotch: Change = (one) => one.querySelector(".base")?.setAttribute("d", "M0 0h18v18h-18z");
    expect(await looks(".member:first-child", [same, unnotch])).toBe(2);
    his.close();
  });
});
