import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import { keptDrafts } from "./maker/in-page.js";
import {
  enter,
  file,
  hasLoaded,
  isLive,
  isStored,
  ofTheNetwork,
  openMenu,
  openRoom,
  say,
  sees,
  show,
  useBrowser,
} from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000", LOST_CONNECTION_GRACE_MS: "60000" });
const { person } = useBrowser(ofTheNetwork);
const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };

/** It answers the next page. This one may have begun to load before. */
const hasWorker = (page: Page) =>
  expect
    .poll(() => page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one?.active?.state)"))
    .toBe("activated");

const cachedPaths = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });

/** Chromium without windows shows no notifications, so what the worker's registration is asked for is kept. */
const NOTIFICATIONS = `window.shown = [];
  window.everShown = [];
  window.badges = [];
  navigator.setAppBadge = async (count) => {
    badges.push(count);
    throw new DOMException("", "NotAllowedError");
  };
  Object.defineProperty(Notification, "permission", { get: () => "granted" });
  Object.assign(ServiceWorkerRegistration.prototype, {
    async showNotification(title, { body, tag, data }) {
      const close = () => { shown = shown.filter((one) => one !== notification); };
      const notification = { title, body, tag, data, close };
      shown = [...shown.filter((one) => one.tag !== tag), notification];
      everShown.push(body);
    },
    getNotifications: async ({ tag }) => shown.filter((one) => one.tag === tag),
  });`;

/** Tones are counted, and the time between them is the test's. */
const SOUNDS = `window.tones = 0;
  window.now = 10_000;
  performance.now = () => now;
  window.OscillatorNode = class extends OscillatorNode {
    start(when) { tones++; super.start(when); }
  };`;

const tones = (page: Page) => page.evaluate("tones");

const notifications = (page: Page): Promise<[string, string][]> =>
  page.evaluate("shown.map(({ title, body }) => [title, body])");

const KEPT_SHARES = `new Promise((resolve) => {
  const opening = indexedDB.open("gif-chat", 1);
  opening.onsuccess = () => {
    const counting = opening.result.transaction("share").objectStore("share").count();
    counting.onsuccess = () => resolve(counting.result);
  };
})`;

/** As the maker does it. */
const keepDraft = (page: Page, room: string, at: number) =>
  page.evaluate(`Promise.all(["gif-chat-clips", "gif-chat-edits"].map((name) => new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onupgradeneeded = () => opening.result.createObjectStore("drafts");
    opening.onsuccess = () => {
      const writing = opening.result.transaction("drafts", "readwrite");
      writing.objectStore("drafts").put({ at: ${at}, edit: { caption: { text: "${room}" } } }, "${room}");
      writing.oncomplete = () => { opening.result.close(); resolve(); };
    };
  })))`);

/** Before the page's own scripts run. */
const COMPOSER_CLOSED = `document.addEventListener("readystatechange", () => {
  if (sessionStorage.closed) document.querySelector("[data-composer]")?.toggleAttribute("hidden", true);
});`;

const isFlagged = (page: Page) => page.evaluate("localStorage.getItem('shared') !== null");

const icon = (page: Page) => page.locator("link[rel=icon]").getAttribute("href");

const called = (page: Page, name: string) =>
  page.request.post(new URL("/nickname", page.url()).href, { headers, data: { name } });

/** Chromium lets only real clicks focus a window, so what the worker asks for is kept. */
async function clickNotification(page: Page): Promise<string[]> {
  const data = await page.evaluate("shown[0].data");
  const [worker] = page.context().serviceWorkers();
  return worker!.evaluate(`(async () => {
    const focused = [];
    WindowClient.prototype.focus = async function () { focused.push(new URL(this.url).pathname); };
    const waiting = [];
    const notification = { data: ${JSON.stringify(data)}, close() {} };
    const waitUntil = (promise) => waiting.push(promise);
    dispatchEvent(Object.assign(new Event("notificationclick"), { notification, waitUntil }));
    await Promise.all(waiting);
    return focused;
  })()`);
}

describe("notifications", () => {
  test("a hidden room notifies of mentions, answers and whispers of those who are not muted", async () => {
    const [ann, bob, carl] = await Promise.all([person({ serviceWorkers: "allow" }), person(), person()]);
    await ann.addInitScript(NOTIFICATIONS);
    await ann.addInitScript(SOUNDS);
    const room = await openRoom(ann, server.url);
    await Promise.all([enter(bob, room), enter(carl, room)]);
    await Promise.all([called(ann, "Ann"), called(bob, "Bob"), called(carl, "Carl")]);
    for (const name of ["Ann", "Bob", "Carl"]) await sees(ann, ".member", name);
    await hasWorker(ann);
    await openMenu(ann);
    await ann.click("[data-notify]");
    await ann.check("dialog [value=mentions]");
    await ann.check("dialog [type=checkbox]");
    expect(await tones(ann)).toBe(2);
    await ann.click("dialog .primary");
    await say(ann, "who has the key?");
    await isStored(ann, "who has the key?");
    await ann.locator(".member", { hasText: "Carl" }).locator("summary").click();
    await ann.locator(".member", { hasText: "Carl" }).locator("[data-mute]").click();

    await ann.evaluate("now = 20_000");
    await say(bob, "you see this come");
    await sees(ann, ".words", "you see this come");
    await show(ann, false);
    await say(carl, "@Ann you cannot hear me");
    await sees(ann, ".fold", "muted");
    expect(await tones(ann)).toBe(2);
    await say(bob, "just talking");
    await expect.poll(() => tones(ann)).toBe(4);
    await say(bob, "@Ann the **key** is ||under the mat||");
    await expect.poll(() => notifications(ann)).toEqual([["Late night cats", "Bob: @Ann the key is ▒▒▒"]]);
    await say(bob, "@ann hurry");
    await expect
      .poll(() => notifications(ann))
      .toEqual([["Late night cats", "Bob: @ann hurry\n2 new messages"]]);
    expect(await tones(ann)).toBe(4);
    const hurry = await bob.locator(".chat[data-seq]", { hasText: "@ann hurry" }).getAttribute("data-seq");
    const edit = (chat: string) => bob.request.patch(`${room}/chat/${hurry}`, { headers, data: { chat } });
    await edit("@ann quick");
    await expect
      .poll(() => notifications(ann))
      .toEqual([["Late night cats", "Bob: @ann quick\n2 new messages"]]);
    await ann.evaluate("shown[0].close()");
    await edit("@ann still there?");
    await sees(ann, ".words", "still there?");
    await say(bob, "@ann last call");
    await expect
      .poll(() => notifications(ann))
      .toEqual([["Late night cats", "Bob: @ann last call\n3 new messages"]]);
    expect(await ann.evaluate("everShown.some((body) => body.includes('still there?'))")).toBe(false);
    await expect.poll(() => ann.evaluate("[badges[0], badges.at(-1)]")).toEqual([0, 4]);
    expect(await icon(ann)).toBe("/favicon-unread.svg");
    expect(await clickNotification(ann)).toEqual([new URL(room).pathname]);
    await show(ann, true);
    await expect.poll(() => icon(ann)).toBe("/favicon.svg");

    await show(ann, false);
    const answer = { chat: "me", replyTo: 1 };
    const { seq } = await (await bob.request.post(`${room}/chat`, { headers, data: answer })).json();
    await expect.poll(() => notifications(ann)).toEqual([["Late night cats", "Bob: me"]]);
    await bob.request.delete(`${room}/chat/${seq}`, { headers });
    await expect.poll(() => notifications(ann)).toEqual([]);
    for (const [frames, words] of [
      [1, "sent a picture"],
      [2, "sent a GIF"],
    ] as const) {
      const multipart = { gif: file(gif({ frames })), replyTo: 1 };
      const picture = await (await bob.request.post(`${room}/gif`, { headers, multipart })).json();
      await expect.poll(() => notifications(ann)).toEqual([["Late night cats", `Bob: ${words}`]]);
      for (const page of [ann, bob, carl]) await hasLoaded(page, picture.seq);
      await bob.request.delete(`${room}/chat/${picture.seq}`, { headers });
      await expect.poll(() => notifications(ann)).toEqual([]);
    }
    await bob.locator(".member", { hasText: "Ann" }).locator("summary").click();
    await bob.locator(".member", { hasText: "Ann" }).locator("[data-whisper]").click();
    await say(bob, "the code is 1234");
    await expect.poll(() => notifications(ann)).toEqual([["Late night cats", "Bob whispers to you"]]);
    await show(ann, true);
    await expect.poll(() => notifications(ann)).toEqual([]);

    await ann.request.delete(room, { headers });
    await ann.waitForSelector(".ended");
    await expect.poll(() => ann.evaluate("localStorage.getItem('notify')")).toBe(null);
  });

  test("who has not allowed notifications is told so, and gets none", { tags: ["thorough"] }, async () => {
    const ann = await person();
    await ann.addInitScript(`Notification.requestPermission = async () => "denied";
      Object.defineProperty(Notification, "permission", { get: () => "denied" });`);
    await openRoom(ann, server.url);
    await isLive(ann);
    await openMenu(ann);
    await ann.click("[data-notify]");
    await ann.click("dialog [value=all]");
    await sees(ann, "dialog [role=status]", "does not let this site notify you");
    expect(await ann.isChecked("dialog [value=none]")).toBe(true);
    await ann.keyboard.press("Escape");
    await ann.waitForSelector(".room-bar .menu > summary:focus");
    expect(await ann.evaluate("localStorage.getItem('notify')")).toBe(null);
  });
});

describe("the installed app", () => {
  test("the worker keeps files and the page 'offline' alone, in the visitor's language, and lets no old version stay", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person({ serviceWorkers: "allow" });
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await ann.request.post(`${room}/gif`, {
      headers,
      multipart: { gif: { name: "cat.gif", mimeType: "image/gif", buffer: gif() } },
    });
    await ann.waitForSelector(".chat .gif img");
    await hasWorker(ann);
    await ann.evaluate("caches.open('shell-of-an-older-version')");
    await enter(ann, room);
    await ann.request.post(`${server.url}/language`, { headers, form: { lang: "ko" } });
    await enter(ann, room);
    const versions = () => ann.evaluate("caches.keys().then((names) => names.join())");
    await expect.poll(versions).toMatch(/^shell-[0-9a-f]{12}-ko$/);
    await isLive(ann);
    const paths = await cachedPaths(ann);
    expect(paths.filter((path) => !/^\/(?:js|css)\/[\w-]+\.\w+$/.test(path)).sort()).toEqual([
      "/favicon.svg",
      "/offline",
    ]);
    expect(paths.length).toBeGreaterThan(10);

    await ann.context().setOffline(true);
    await ann.goto(room);
    await sees(ann, "h1", "지금은 오프라인이에요.");
    expect(ann.url()).toBe(room);
    await ann.context().setOffline(false);
    await isLive(ann);
  });

  test("what a phone shares waits for a room, where one tab gets it", { tags: ["thorough"] }, async () => {
    const ann = await person({ serviceWorkers: "allow" });
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await hasWorker(ann);
    for (const text of ["first", "second"]) {
      await say(ann, text);
      await isStored(ann, text);
    }
    await ann.addInitScript(COMPOSER_CLOSED);
    await ann.goto(server.url);
    const share = (page: Page, names: string[], text: string) =>
      page.evaluate(
        `(() => {
        const bytes = Uint8Array.from(atob("${gif().toString("base64")}"), (c) => c.charCodeAt(0));
        const data = new DataTransfer();
        for (const name of ${JSON.stringify(names)})
          data.items.add(new File([name.endsWith("heic") ? "no picture" : bytes], name));
        const form = document.createElement("form");
        Object.assign(form, { method: "post", action: "/share", enctype: "multipart/form-data" });
        form.innerHTML = '<input type="file" name="pictures" multiple><input name="text">';
        form.elements[0].files = data.files;
        form.elements[1].value = ${JSON.stringify(text)};
        document.body.append(form);
        form.submit();
      })()`,
      );
    await share(ann, ["cat.jpg", "holiday.heic"], "look at her");
    await sees(ann, ".flash", "Your picture waits");
    await sees(ann, ".flash.error", "holiday.heic is not a picture");
    expect(ann.url()).toBe(`${server.url}/`);
    const elsewhere = await ann.context().newPage();
    const path = new URL(room).pathname;
    const other = await openRoom(elsewhere, server.url, "Not chosen");
    // As a popup of another site could, which no one has chosen.
    await elsewhere.goto(`${other}?shared`);
    await isLive(elsewhere);
    await ann.evaluate("sessionStorage.closed = 'yes'");
    await ann.click(`.card a[href='${path}']`);
    await isLive(ann);
    await ann.evaluate("sessionStorage.removeItem('closed')");
    await enter(elsewhere, other);
    for (const page of [ann, elsewhere]) expect(await page.locator(".parcel").count()).toBe(0);
    await ann.goto(`${room}?before=2`);
    await ann.waitForSelector(".parcel");
    await expect.poll(() => ann.inputValue("#say")).toBe("look at her");
    expect(await ann.evaluate(KEPT_SHARES)).toBe(0);
    await elsewhere.goto(room);
    await isLive(elsewhere);
    await expect.poll(() => isFlagged(elsewhere)).toBe(false);
    expect(await elsewhere.locator(".parcel").count()).toBe(0);

    await elsewhere.goto(server.url);
    await share(elsewhere, ["dog.gif", "fox.gif"], "");
    await sees(elsewhere, ".flash", "Your 2 pictures wait");
    await elsewhere.click(".flash button");
    await sees(elsewhere, ".flash", "Discarded.");
    await elsewhere.reload();
    await isLive(elsewhere);
    expect(await elsewhere.locator(".flash:not([hidden])").count()).toBe(0);

    await share(elsewhere, ["old.gif"], "");
    await sees(elsewhere, ".flash", "Your picture waits");
    await elsewhere.clock.setFixedTime(Date.now() + 10 * 60_000);
    await elsewhere.reload();
    await expect.poll(() => isFlagged(elsewhere)).toBe(false);
    expect(await elsewhere.locator(".flash:not([hidden])").count()).toBe(0);
    expect(await elsewhere.evaluate(KEPT_SHARES)).toBe(0);

    await keepDraft(ann, "fresh", Date.now());
    await keepDraft(ann, "old", 0);
    await expect.poll(() => keptDrafts(ann)).toEqual({ clips: 2, captions: ["fresh", "old"] });
    const workers = await ann.context().newCDPSession(ann);
    await workers.send("ServiceWorker.enable");
    await workers.send("ServiceWorker.stopAllWorkers");
    await ann.goto(server.url);
    await expect.poll(() => keptDrafts(ann)).toEqual({ clips: 1, captions: ["fresh"] });
  });
});
