import { describe, expect, it } from "vitest";
import { useServer } from "../support/server.js";
import { enter, isLive, openRoom, say, sees, useBrowser, words } from "./support.js";

const server = useServer();
const { person } = useBrowser();

async function two() {
  const [ann, bob] = await Promise.all([person(), person()]);
  const room = await openRoom(ann, server.url);
  await isLive(ann);
  await enter(bob, room);
  return { ann, bob, room };
}

describe("two people in a room", () => {
  it("see each other come, type, speak and go", async () => {
    const { ann, bob } = await two();
    await sees(ann, ".line", "came in");
    await bob.type("#say", "hel");
    await sees(ann, "[data-typing]", "is typing");
    await say(bob, "hello `x < y` https://example.org/a?b=1&c=2");
    await ann.waitForSelector(".words a[href='https://example.org/a?b=1&c=2'][rel~=noopener]");
    expect(await ann.locator(".words code").textContent()).toBe("x < y");
    await say(ann, "😹😹");
    await bob.waitForSelector(".words.big");
    await bob.click(".room-bar .menu > summary");
    await bob.click("form[action$='/leave'] button");
    await bob.waitForURL(`${server.url}/`);
    await sees(ann, ".line", "left");
  });

  it("break lines with Shift+Enter, and a check says that a chat was stored", async () => {
    const { ann, bob } = await two();
    await ann.focus("#say");
    await ann.keyboard.type("one");
    await ann.keyboard.press("Shift+Enter");
    await ann.keyboard.type("two");
    await ann.keyboard.press("Enter");
    await sees(bob, ".words", "one");
    expect(await words(bob)).toEqual(["one\ntwo"]);
    await ann.waitForSelector(".mine .mark[title=Sent]");
    expect(await bob.locator(".mark").count()).toBe(0);
  });

  it("compose Korean by an input method, whose Enter sends nothing", async () => {
    const { ann, bob } = await two();
    await ann.focus("#say");
    await ann.evaluate(`document.querySelector("#say").addEventListener("keydown", (event) => {
      document.body.dataset.composed = String(event.isComposing);
    })`);
    const keyboard = await ann.context().newCDPSession(ann);
    const compose = (text: string) =>
      keyboard.send("Input.imeSetComposition", { text, selectionStart: 1, selectionEnd: 1 });
    const key = (type: "rawKeyDown" | "keyUp", code: number) =>
      keyboard.send("Input.dispatchKeyEvent", {
        type,
        key: "Enter",
        code: "Enter",
        windowsVirtualKeyCode: code,
      });
    for (const jamo of ["ㅎ", "하", "한"]) await compose(jamo);
    await key("rawKeyDown", 229);
    await key("keyUp", 229);
    expect(await ann.evaluate("document.body.dataset.composed")).toBe("true");
    expect(await ann.inputValue("#say")).toBe("한");
    await keyboard.send("Input.insertText", { text: "한글" });
    await ann.keyboard.press("Enter");
    await sees(bob, ".words", "한글");
    expect(await words(bob)).toEqual(["한글"]);
  });

  it("edit with the arrow key and delete after being asked", async () => {
    const { ann, bob } = await two();
    await say(ann, "teh cat");
    await sees(bob, ".words", "teh cat");
    await ann.keyboard.press("ArrowUp");
    await ann.keyboard.press("Control+A");
    await ann.keyboard.type("the cat");
    await ann.keyboard.press("Enter");
    await sees(bob, ".words", "the cat edited");
    await ann.locator(".mine .tools > summary").click({ force: true });
    await ann.click(".tools[open] [data-remove] button");
    await ann.click("dialog .primary");
    await bob.waitForSelector(".removed");
    expect(await words(bob)).toEqual([]);
  });

  it("take names and whisper; the owner renames the room and bans", async () => {
    const { ann, bob, room } = await two();
    await bob.click(".room-bar .menu > summary");
    await bob.fill("#nickname", "지우");
    await bob.click("[data-nickname] button");
    await sees(ann, ".member .name", "지우");
    await ann.click("[data-whisper]");
    await say(ann, "psst");
    await sees(bob, ".whispered", "psst");
    await ann.press("#say", "Escape");
    await ann.click(".room-bar .menu > summary");
    await ann.fill("#room-title", "Early cats");
    await ann.click("[data-rename] button");
    await sees(bob, "h1", "Early cats");
    await ann.click(".member .sure > summary");
    await ann.click("[data-kick] button[name=ban]");
    await ann.click("dialog .primary");
    await sees(bob, ".ended h2", "banned");
    await bob.goto(room);
    await sees(bob, ".flash", "does not let you in");
  });
});

describe("the lobby", () => {
  it("shows a room as it is opened, fills and is gone", async () => {
    const [watcher, owner] = await Promise.all([person(), person()]);
    await enter(watcher, server.url);
    const room = await openRoom(owner, server.url, "Cats & <b>dogs</b>");
    const card = `[data-room='${room.split("/").pop()}']`;
    await sees(watcher, `${card} .count`, "1 / 10");
    expect(await watcher.locator(`${card} h3`).textContent()).toBe("Cats & <b>dogs</b>");
    await owner.click(".room-bar .menu > summary");
    await owner.click(".room-bar .sure > summary");
    await owner.click(".room-bar .sure form button");
    await watcher.locator(card).waitFor({ state: "detached" });
  });

  it("tells those inside how long a room lived and what it held", async () => {
    const { ann, bob } = await two();
    await say(bob, "last words");
    await sees(ann, ".words", "last words");
    await ann.click(".room-bar .menu > summary");
    await ann.click(".room-bar .sure > summary");
    await ann.click(".room-bar .sure form button");
    await sees(bob, ".ended", "held 1 chat");
  });
});
