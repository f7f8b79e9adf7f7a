/** @module-tag thorough */
import { describe, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import {
  enter,
  file,
  isAtRest,
  isLive,
  moving,
  openMenu,
  openRoom,
  say,
  sees,
  still,
  two,
  useBrowser,
} from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "5000" });
const { person } = useBrowser();

describe("the look of a page", () => {
  test("every line is in the language that the browser asks for, or in the one that was chosen", async () => {
    const [ann, jiu] = await Promise.all([person(), person({ locale: "ko-KR" })]);
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await enter(jiu, room);
    await sees(ann, ".line", "came in");
    const bob = await person();
    await enter(bob, room);
    await sees(jiu, ".line", "님이 들어왔어요");
    await jiu.fill("#say", "쓰다 만 말");
    await openMenu(jiu);
    await jiu.click(".room-bar .languages > summary");
    await jiu.click(".room-bar button[value=en]");
    await jiu.waitForSelector("html[lang=en]");
    await isLive(jiu);
    expect(await jiu.inputValue("#say")).toBe("쓰다 만 말");
    await openMenu(bob);
    await bob.click("form[action$='/leave'] button");
    await sees(jiu, ".line", "left");
  });

  test("the page groups the messages of one member, and makes a few emoji large", async () => {
    const { ann, bob } = await two(person, server.url);
    for (const text of ["one", "two", "😹"]) await say(ann, text);
    await sees(bob, ".words", "😹");
    expect(await bob.locator(".who").count()).toBe(1);
    const size = (nth: number) =>
      bob
        .locator(".words")
        .nth(nth)
        .evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
    expect(await size(2)).toBeGreaterThan(2 * (await size(1)));
  });

  test("a GIF keeps its place before it is loaded, and stands still out of sight", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob } = await two(person, server.url);
    await bob.route(/\/gif\//, () => undefined);
    await ann.setInputFiles("#gif", file(gif({ width: 240, height: 160, frames: 3 })));
    await ann.press(".parcel input.input", "Enter");
    await bob.waitForSelector(".gif");
    await isAtRest(bob);
    const { width, height } = (await bob.locator(".gif img").boundingBox())!;
    expect([width, height].map(Math.round)).toEqual([240, 160]);
    await ann.waitForSelector(`.gif img${moving}`);
    for (let i = 0; i < 40; i++) await say(bob, `number ${i}`);
    await ann.waitForSelector(`.gif img${still}`, { state: "attached" });
    await ann.locator(".gif").scrollIntoViewIfNeeded();
    await ann.waitForSelector(`.gif img${moving}`);
  });
});
