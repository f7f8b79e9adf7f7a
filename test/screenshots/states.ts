import type { Page } from "playwright-core";
import { drawCat } from "./cat.js";
import type { Scene } from "./set.js";

export interface State {
  name: string;
  lang: "en" | "ko";
  width: 360 | 768 | 1440;
  scheme: "light" | "dark";
  act: (page: Page, scene: Scene) => Promise<void>;
}

export const isLive = (page: Page) => page.waitForSelector("[data-live][data-state=on]");

export async function enter(page: Page, { room }: Scene): Promise<void> {
  await page.goto(room);
  await isLive(page);
}

export const states: State[] = [
  {
    name: "people-phone",
    lang: "ko",
    width: 360,
    scheme: "light",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.click(".to-people");
    },
  },
  {
    name: "tray",
    lang: "en",
    width: 768,
    scheme: "light",
    act: async (page, scene) => {
      await enter(page, scene);
      const colours = ["#c9788f", "#4fa3c1", "#88b04b", "#d9a441"];
      const cats = await Promise.all(colours.map((colour) => drawCat(colour, "#20343a")));
      const heic = Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1");
      await page.setInputFiles("#gif", [
        ...cats.map((buffer, i) => ({ name: `cat-${i + 1}.gif`, mimeType: "image/gif", buffer })),
        { name: "IMG_2041.heic", mimeType: "image/heic", buffer: heic },
      ]);
      await page.waitForSelector(".tray [role=alert]");
      await page.fill(".parcel input.input", "A pink cat");
    },
  },
  {
    name: "offline",
    lang: "en",
    width: 360,
    scheme: "dark",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.context().setOffline(true);
      await page.fill("#say", "I am in the tunnel, see you on the other side");
      await page.press("#say", "Enter");
      await page.waitForSelector(".pending .state");
      await page.waitForSelector("[data-waiting-line]:not([hidden])");
    },
  },
  {
    name: "reply",
    lang: "en",
    width: 360,
    scheme: "light",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.locator(".chat:not(.mine) .quick-reply").last().dispatchEvent("click");
      await page.fill("#say", "**Yes**, and _then_ ||it fell asleep||");
      await page.press("#say", "Enter");
      await page.locator(".mine[data-seq] .quote").waitFor();
      await page.locator(".chat:not(.mine) .quick-reply").nth(-2).dispatchEvent("click");
    },
  },
  {
    name: "whisper",
    lang: "en",
    width: 1440,
    scheme: "dark",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.locator("[data-whisper]").nth(1).click();
      await page.fill("#say", "Did you see that?");
    },
  },
  {
    name: "menu",
    lang: "ko",
    width: 1440,
    scheme: "light",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.click(".room-bar .menu > summary");
    },
  },
  {
    name: "notifications",
    lang: "en",
    width: 360,
    scheme: "light",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.click(".room-bar .menu > summary");
      await page.click("[data-notify]");
      await page.waitForSelector("dialog .notify");
    },
  },
  {
    name: "no-connection",
    lang: "ko",
    width: 360,
    scheme: "dark",
    act: async (page, { url }) => {
      await page.goto(`${url}/offline?lang=ko`);
    },
  },
  {
    name: "first-word",
    lang: "ko",
    width: 360,
    scheme: "dark",
    act: async (page, scene) => {
      await page.goto(`${scene.url}/room`);
      await page.fill("#title", "새벽 라디오");
      await page.click("main button.primary");
      await isLive(page);
    },
  },
  {
    name: "password",
    lang: "ko",
    width: 768,
    scheme: "dark",
    act: async (page, { url }) => {
      const secret = page.locator(".card", { has: page.locator(".badge") });
      await page.context().clearCookies();
      await page.goto(url);
      await page.goto(`${url}/room/${await secret.getAttribute("data-room")}`);
    },
  },
  {
    name: "refused-form",
    lang: "en",
    width: 768,
    scheme: "light",
    act: async (page, { url }) => {
      await page.goto(`${url}/room`);
      await page.click(".more > summary");
      // The browser would hold them back itself.
      await page.evaluate("for (const form of document.forms) form.noValidate = true");
      await page.fill("#max", "900");
      await page.click("main button.primary");
    },
  },
  {
    name: "not-there",
    lang: "ko",
    width: 360,
    scheme: "dark",
    act: async (page, { url }) => {
      await page.goto(`${url}/nowhere`);
    },
  },
  {
    name: "question",
    lang: "en",
    width: 768,
    scheme: "dark",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.click(".room-bar .menu > summary");
      await page.click("[data-close] > summary");
      await page.waitForSelector("dialog");
    },
  },
  {
    name: "search",
    lang: "en",
    width: 1440,
    scheme: "light",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.click(".room-bar a[data-find]");
      await page.fill("#find", "cat");
      await page.locator(".found a").first().click();
      await page.waitForSelector(".chat:focus");
    },
  },
  {
    name: "nothing-found",
    lang: "en",
    width: 768,
    scheme: "dark",
    act: async (page, { url }) => {
      await page.goto(`${url}/?q=dogs`);
      await isLive(page);
    },
  },
  {
    name: "emoji-picker",
    lang: "ko",
    width: 360,
    scheme: "dark",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.click("[data-emoji-button]");
      await page.waitForSelector(".emoji-picker [data-emoji]");
    },
  },
  {
    name: "suggestions",
    lang: "en",
    width: 1440,
    scheme: "light",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.focus("#say");
      await page.keyboard.type("What do you say, @");
      await page.waitForSelector(".suggestions [role=option]");
    },
  },
  {
    name: "shelf",
    lang: "en",
    width: 360,
    scheme: "light",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.click(".gif-button");
      await page.click("#shelf-pack");
      await page.waitForSelector(".shelf [data-picture=yes]");
    },
  },
  {
    name: "stars",
    lang: "ko",
    width: 1440,
    scheme: "dark",
    act: async (page, scene) => {
      await enter(page, scene);
      for (const picture of await page.locator(".gif > a").all()) {
        await picture.click();
        await page.click("dialog.viewer [data-star]");
        await page.waitForSelector("dialog.viewer [data-star][aria-pressed=true]");
        await page.keyboard.press("Escape");
      }
      await page.click(".gif-button");
      await page.click("#shelf-mine");
      await page.waitForSelector(".shelf [data-picture]");
    },
  },
  {
    name: "maker",
    lang: "ko",
    width: 360,
    scheme: "light",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.click(".gif-button");
      await page.click("[data-make]");
      await page.waitForSelector(".maker-tile");
    },
  },
  {
    name: "maker-edit",
    lang: "en",
    width: 1440,
    scheme: "dark",
    act: async (page, scene) => {
      await enter(page, scene);
      await page.click(".gif-button");
      await page.click("[data-make]");
      const chooser = page.waitForEvent("filechooser");
      await page.click("[data-source=pictures]");
      const buffer = await drawCat("#c9788f", "#20343a");
      const cat = { name: "cat.gif", mimeType: "image/gif", buffer };
      await (await chooser).setFiles([cat, cat]);
      await page.click(".maker-reading .primary");
      await page.fill("#maker-caption", "Good morning");
      await page.waitForSelector(".maker-result .primary:enabled");
    },
  },
  {
    // The last one: it closes the room.
    name: "ended",
    lang: "en",
    width: 360,
    scheme: "light",
    act: async (page, scene) => {
      await enter(page, scene);
      const headers = { "sec-fetch-site": "same-origin" };
      await scene.me.request.delete(scene.room, { headers });
      await page.waitForSelector(".ended");
    },
  },
];
