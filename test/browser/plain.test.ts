import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import { useFolder } from "../support/store.js";
import { file, ofRefusals, sees, useBrowser, words } from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "5000", MAX_GIF_BYTES: "100000" });
const { person } = useBrowser(ofRefusals);
const plain = { javaScriptEnabled: false };

describe("pages without scripts", () => {
  test("a visitor without scripts opens a secret room, and another enters, reads, writes, sends a GIF and leaves", async () => {
    const [ann, bob] = await Promise.all([person(plain), person({ ...plain, locale: "ko-KR" })]);
    await ann.goto(server.url);
    await ann.click(".more > summary");
    await ann.fill("#title", "Plain");
    await ann.fill("#password", "hush");
    await ann.click("form[action='/room'] button.primary");
    await ann.fill("#say", "plain words");
    await ann.click(".say button");
    await sees(ann, ".words", "plain words");

    await bob.goto(server.url);
    expect(await bob.locator("#title").isVisible()).toBe(false);
    await bob.click(".open-room > summary");
    expect(await bob.locator("#title").isVisible()).toBe(true);
    await bob.fill("[name=q]", "pla");
    await bob.press("[name=q]", "Enter");
    await bob.click(".card a");
    await bob.fill("#password", "nope");
    await bob.click("main form button.primary");
    await sees(bob, ".field-error", "비밀번호가 달라요");
    await bob.fill("#password", "hush");
    await bob.click("main form button.primary");
    await sees(bob, ".words", "plain words");
    await bob.click(".add-gif > summary");
    await bob.setInputFiles("#gif", file(gif({ width: 20, height: 20 })));
    await bob.fill("#alt", "a square");
    await bob.click(".add-gif form button");
    await bob.waitForSelector(".gif img");

    await ann.click(".no-script a");
    expect(await ann.locator(".gif img").getAttribute("alt")).toBe("a square");
    await ann.locator(".mine .tools > summary").click({ force: true });
    await ann.fill(".tools[open] textarea", "plainer words");
    await ann.click(".tools[open] [data-edit] button");
    await sees(ann, ".words", "plainer words edited");
    await bob.click(".room-bar .menu > summary");
    await bob.click("form[action$='/leave'] button");
    await bob.waitForURL(`${server.url}/`);
  });

  test("a form that was refused keeps what was typed, with the reason", { tags: ["thorough"] }, async () => {
    const ann = await person(plain);
    await ann.goto(`${server.url}/room`);
    await ann.fill("#title", "Kept");
    await ann.click("form[action='/room'] button.primary");
    await ann.fill("#say", "   ");
    await ann.click(".say button");
    await sees(ann, "#say-error", "1 to 2,000 characters");
    for (const text of ["to be edited", "the last"]) {
      await ann.fill("#say", text);
      await ann.click(".say button");
      await sees(ann, ".words", text);
    }
    const first = ann.locator(".chat", { hasText: "to be edited" });
    await first.locator(".tools > summary").click({ force: true });
    await first.locator("textarea").fill("  ");
    await first.locator("[data-edit] button.primary").click();
    await sees(ann, ".chat.editing #edit-error", "1 to 2,000 characters");
    expect(await ann.inputValue(".editing textarea")).toBe("  ");
    expect(await ann.locator("#say-error").count()).toBe(0);
    await ann.fill(".editing textarea", "has been edited");
    await ann.click(".editing [data-edit] button.primary");
    await sees(ann, ".words", "has been edited");
    await ann.goto(`${server.url}/nowhere`);
    await sees(ann, "h1", "There is nothing here");
  });

  test("a GIF that is too large, or far too large, leads to a page that says so", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person(plain);
    await ann.goto(`${server.url}/room`);
    await ann.fill("#title", "Large");
    await ann.click("form[action='/room'] button.primary");
    const large = path.join(await useFolder(), "large.gif");
    for (const bytes of [150_000, 700_000, 20_000_000]) {
      await writeFile(large, Buffer.concat([gif(), Buffer.alloc(bytes, 1)]));
      await ann.click(".add-gif > summary");
      await ann.setInputFiles("#gif", large);
      await ann.click(".add-gif form button");
      await sees(ann, "#gif-error", "This picture is too large");
      await ann.goto(ann.url());
      expect(await ann.locator("#gif-error").count()).toBe(0);
    }
  });

  test("older messages are a link away, and so is a page that reloads by itself", {
    tags: ["thorough"],
  }, async () => {
    const [ann, talker] = [await person(plain), await server.visitor()];
    const { _id } = await talker.open({ title: "Long" });
    const client = await talker.enter(_id);
    for (let i = 1; i <= 60; i++) await client.call("chat", { chat: `number ${i}` });
    await ann.goto(`${server.url}/room/${_id}`);
    const refused = await talker.form(`/room/${_id}/chat/3/edit`, { chat: " " });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/id="chat-3".*id="edit-error"/s);
    await ann.click(".beginning a");
    await ann.waitForURL(/before=/);
    expect(await words(ann)).toEqual(Array.from({ length: 10 }, (_, i) => `number ${i + 1}`));
    expect(await ann.locator(".beginning a").count()).toBe(0);
    await ann.click(".no-script a");
    await sees(ann, ".words", "number 60");
    await ann.locator("#chat-60 .tools > summary").click({ force: true });
    await ann.click("#chat-60 [data-reply]:not(.quick-reply)");
    await sees(ann, ".replying", /Reply to .*number 60/s);
    await ann.fill("#say", " ");
    await ann.click(".say button");
    await sees(ann, "#say-error", "1 to 2,000 characters");
    await ann.fill("#say", "an answer with ||a secret||");
    await ann.click(".say button");
    await sees(ann, "#chat-61 .quote", "number 60");
    await ann.locator("#chat-61 .spoiler > span").waitFor({ state: "hidden" });
    await ann.locator("#chat-61 .spoiler").click();
    await ann.locator("#chat-61 .spoiler > span").waitFor();
    await client.call("chat", { chat: "far up", replyTo: 2 });
    await ann.click(".no-script a");
    await ann.click("#chat-62 .quote");
    await sees(ann, "#chat-2 .words", "number 2");
    expect(new URL(ann.url()).search).toBe("?at=2");
    await client.call("removeChat", { seq: 2 });
    await ann.goto(`${server.url}/room/${_id}?reply=2#say`);
    await sees(ann, "#say-error", "The message you answer is gone");
    expect(await ann.locator(".replying").count()).toBe(0);
    await ann.click(".no-script a[href$='watch=on']");
    await ann.waitForURL(/watch=on/);
    expect(await ann.locator("meta[http-equiv=refresh]").getAttribute("content")).toBe("15");
    expect(await ann.locator("#say").isVisible()).toBe(false);
    await ann.click(".no-script a");
    await ann.fill("#say", "found the field");
    expect(await ann.locator("meta[http-equiv=refresh]").count()).toBe(0);
    client.close();
  });

  test("the language is chosen from a list, and stays", async () => {
    const ann = await person(plain);
    await ann.goto(server.url);
    await ann.click(".languages > summary");
    expect(await ann.locator(".languages [aria-current]").innerText()).toBe("English");
    await ann.click(".languages [lang=ko]");
    await ann.waitForSelector("html[lang=ko]");
    await ann.goto(server.url);
    expect(await ann.locator("html").getAttribute("lang")).toBe("ko");
  });
});
