import type { Browser, BrowserContext } from "playwright-core";
import { drawCat } from "./cat.js";
import { type StoryLanguage, stories } from "./story.js";

/** The requests of people whose windows are not in the picture. */
const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };

export interface Scene {
  url: string;
  lang: StoryLanguage;
  me: BrowserContext;
  others: BrowserContext[];
  room: string;
}

/** A lobby with rooms and people in it, and one room in which something was said. */
export async function setScene(browser: Browser, url: string, lang: StoryLanguage): Promise<Scene> {
  const story = stories[lang];
  const people: BrowserContext[] = [];
  for (const name of story.names) people.push(await comeIn(browser, url, lang, name));
  for (const [i, { people: inside, said, secret, ...room }] of story.rooms.entries()) {
    const there = [...people.slice(i), ...people.slice(0, i)].slice(0, Math.max(1, inside));
    const owner = there[0]!;
    const id = await open(owner, url, { ...room, ...(secret && { password: "noodles" }) });
    for (const one of there) {
      if (secret)
        await one.request.post(`${url}/room/${id}/enter`, { headers, form: { password: "noodles" } });
      await one.request.get(`${url}/room/${id}`, { headers });
    }
    if (said) await owner.request.post(`${url}/room/${id}/chat`, { headers, data: { chat: said } });
    if (!inside) await owner.request.post(`${url}/room/${id}/leave`, { headers });
  }
  const room = await talk(people, url, lang);
  return { url, lang, me: people[0]!, others: people.slice(1), room };
}

async function talk(people: BrowserContext[], url: string, lang: StoryLanguage): Promise<string> {
  const title = lang === "ko" ? "늦은 밤 고양이들" : "Late night cats";
  const room = await open(people[0]!, url, { title, max: 10 });
  const path = `${url}/room/${room}`;
  for (const one of people) await one.request.get(path, { headers });
  const cats = [await drawCat("#d98b4a", "#2c3e50"), await drawCat("#8d99a6", "#e8c9a0")];
  for (const [who, words, alt] of stories[lang].talk) {
    const { request } = people[who]!;
    const gif = { name: "cat.gif", mimeType: "image/gif", buffer: cats[0]! };
    if (words) await request.post(`${path}/chat`, { headers, data: { chat: words } });
    else await request.post(`${path}/gif`, { headers, multipart: { gif, alt: alt! } });
    if (!words) cats.reverse();
  }
  const lastCat = stories[lang].talk.findLastIndex(([, words]) => !words) + 1;
  for (const [who, emoji] of [
    [0, "😂"],
    [1, "😂"],
    [4, "😂"],
    [1, "❤️"],
    [3, "❤️"],
  ] as const)
    await people[who]!.request.post(`${path}/chat/${lastCat}/react`, { headers, data: { emoji } });
  return path;
}

async function comeIn(browser: Browser, url: string, locale: string, name: string | null) {
  const context = await browser.newContext({ locale });
  await context.request.get(url, { headers });
  if (name) await context.request.post(`${url}/nickname`, { headers, data: { name } });
  return context;
}

async function open(owner: BrowserContext, url: string, data: object): Promise<string> {
  const answer = await owner.request.post(`${url}/room`, { headers, data });
  const { _id } = (await answer.json()) as { _id: string };
  return _id;
}
