/** @module-tag thorough */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";
import { useBrowser } from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
// This file looks at violations itself, and provokes one.
const { person } = useBrowser(/.*/);

/** A window with the cookies of this visitor. */
async function pageOf(visitor: Visitor): Promise<Page> {
  const page = await person();
  const [name, value] = visitor.cookie.split("=") as [string, string];
  await page.context().addCookies([{ name, value, url: visitor.url }]);
  return page;
}

/** Each would make an element called `xss-probe`, or run, if any place took it for more than text. */
const payloads = [
  "<xss-probe>a</xss-probe>",
  `"'><xss-probe onx=`,
  "<img src=x onerror=pwned=1>",
  "</title><xss-probe>",
  ["{{7*7}}$", "{7*7}<xss-probe>"].join(""),
  "`\"'--><xss-probe>",
  "&lt;xss-probe&gt;<svg/onload=pwned=1>",
];
const names = ["<xss-probe>", `"><xss-probe a=`, "<img onerror=x>", "'-pwned()-'`"];
const links = [
  "javascript:pwned=1",
  'https://x.example/"onmouseover=pwned=1',
  "data:text/html,<xss-probe>",
  "http://a.example/<xss-probe>",
];

/** Fails if anything that was typed became a part of the page, or was kept from it by the policy alone. */
async function isClean(page: Page, violations: string[]): Promise<void> {
  const found = await page.evaluate(() => ({
    probes: document.querySelectorAll("xss-probe, img[src='x'], svg[onload], [onerror], [onmouseover]")
      .length,
    pwned: "pwned" in window,
    links: [...document.querySelectorAll("a[href]")].map((a) => (a as HTMLAnchorElement).protocol),
  }));
  expect({
    ...found,
    links: found.links.filter((link) => !/^(https?|mailto):$/.test(link)),
    violations,
  }).toEqual({
    probes: 0,
    pwned: false,
    links: [],
    violations: [],
  });
}

test("nothing that is typed becomes more than text on any page, live or loaded, with or without the policy", async () => {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const rooms: string[] = [];
  for (const [i, title] of payloads.entries()) {
    const { _id } = await ann.open({ title, ...(i % 2 && { password: `<xss-probe>${title}` }) });
    rooms.push(_id);
    await ann.json("POST", "/nickname", { name: names[i % names.length] });
    await ann.page(`/room/${_id}`);
  }
  const page = await pageOf(ann);
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) violations.push(message.text());
  });
  const room = (await bob.open({ title: payloads[0] }))._id;
  await bob.json("POST", "/nickname", { name: names[1] });
  const his = await bob.enter(room);
  for (const chat of [...payloads, ...links])
    await his.call("chat", { chat, clientId: chat.replace(/[^\x21-\x7e]/g, "") });
  for (const alt of payloads) await bob.upload(room, gif(), { alt }, "text/html", `${alt}.gif`);

  const show = async (path: string) => {
    await page.goto(server.url + path, { waitUntil: "networkidle" });
    await isClean(page, violations);
  };
  await show("/");
  expect(await page.textContent("body")).toContain(payloads[0]);
  for (const q of payloads) await show(`/?q=${encodeURIComponent(q)}`);
  for (const id of rooms) await show(`/room/${id}`);
  await show(`/room/${room}`);
  expect(await page.textContent("body")).toContain(payloads[2]);

  // While the page is open, by the browser's own rendering.
  for (const name of names) {
    await his.call("nickname", { name });
    await his.call("chat", { chat: payloads[2]!, clientId: `live-${names.indexOf(name)}` });
    await his.call("whisper", { to: (await ann.me()).id, chat: payloads[0]! });
    his.socket.emit("typing");
  }
  await his.call("editChat", { seq: 1, chat: payloads[5]! });
  await his.call("chat", { chat: "the last word" });
  await page.getByText("the last word").waitFor();
  await isClean(page, violations);

  await page.goto(`${server.url}/nothing/${encodeURIComponent(payloads[0]!)}?${payloads[2]}`);
  await isClean(page, violations);
  await page.goto(`${server.url}/room`);
  await page.evaluate((text) => {
    const form = document.querySelector<HTMLFormElement>('form[action="/room"]')!;
    form.noValidate = true;
    for (const input of form.querySelectorAll("input")) {
      input.removeAttribute("maxlength");
      input.type = "text";
      input.value = text.repeat(5);
    }
    form.submit();
  }, payloads[1]!);
  await page.waitForSelector("#title-error");
  await page.waitForLoadState("networkidle");
  expect(await page.inputValue("#title")).toBe(payloads[1]!.repeat(5));
  await isClean(page, violations);
  his.close();
});

test("a script that is put into a page after all is not run, by the policy", async () => {
  const page = await pageOf(await server.visitor());
  await page.goto(server.url);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.pwned = 1";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.pwned = 1'>");
    return new Promise((resolve) => {
      const image = document.querySelector("img[src=x]")!;
      image.addEventListener("error", () => resolve("pwned" in window));
    });
  });
  expect(ran).toBe(false);
});
