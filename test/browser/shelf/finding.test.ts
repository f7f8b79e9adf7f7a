import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { searchByName, toNamed } from "../../../src/browser/elements/search-by-name.js";
import { parsePack } from "../../../src/browser/gifs/shelf/tabs/parse-pack.js";
import { RoomPictures, toRoomPicture } from "../../../src/browser/gifs/shelf/tabs/room-pictures.js";
import type { Chat, Gif } from "../../../src/shared/events.js";
import { languages } from "../../../src/shared/i18n/languages.js";
import { packNames } from "../../../src/shared/pack/names.js";

const words = (lang: string) =>
  readFile(new URL(`../../../src/browser/pack-words/${lang}.txt`, import.meta.url), "utf8");

test("every animation of the pack has a title and search words of its own in every language", async () => {
  for (const lang of languages) {
    const pack = parsePack(await words(lang), packNames);
    expect(pack.map(({ name }) => name)).toEqual([...packNames]);
    expect(pack.filter((one) => one.title === one.name || !one.words)).toEqual([]);
    expect(new Set(pack.map(({ title }) => title)).size).toBe(packNames.length);
  }
});

test("an animation without words is there under its name", () => {
  const pack = parsePack("yes\tYes\tok sure", ["yes", "high-five"]);
  expect(pack[1]).toEqual({ name: "high-five", title: "high-five", words: "" });
});

test("a search folds letters; titles come before words, and beginnings before parts", () => {
  const entries = [
    toNamed("facepalm", ["Facepalm"], { words: "café oh no" }),
    toNamed("no", ["No"], { words: "never" }),
    toNamed("snow", ["Snowing"], { words: "winter" }),
    toNamed("네", ["네"], { words: "응 좋아" }),
  ];
  expect(searchByName(entries, " NO ")).toEqual(["no", "facepalm", "snow"]);
  expect(searchByName(entries, "CAFÉ")).toEqual(["facepalm"]);
  expect(searchByName(entries, "cafe")).toEqual(["facepalm"]);
  expect(searchByName(entries, "좋아")).toEqual(["네"]);
  expect(searchByName(entries, "nothing of it")).toEqual([]);
});

test("a search finds a letter that many keyboards lack, and a character anywhere in Chinese", () => {
  const entries = [
    toNamed("heart", ["cœur"], { words: "j’aime" }),
    toNamed("red", ["أحمر"]),
    toNamed("car", ["小汽车"]),
    toNamed("ga", ["が"]),
  ];
  const found = ["coeur", "j'aime", "احمر", "车", "か"].map((query) => searchByName(entries, query));
  expect(found).toEqual([["heart"], ["heart"], ["red"], ["car"], []]);
});

const gif = (url: string, more: Partial<Gif> = {}): Gif => ({
  ...{ url, still: `${url}.webp`, type: "image/gif", width: 4, height: 3, frames: 2, bytes: 100 },
  ...more,
});
const chat = (seq: number, more: Partial<Chat>): Chat => ({
  ...{ room: "r", seq, author: "ann", user: "#123456", name: "Ann", createdAt: "2026-11-29T10:00:00Z" },
  ...more,
});

test("a room's pictures are each shown once, newest first, without covered and removed ones", () => {
  const pictures = new RoomPictures();
  const chats = [
    chat(1, { gif: gif("/a") }),
    chat(2, { chat: "hello" }),
    chat(3, { gif: gif("/b", { cover: true }) }),
    chat(4, { gif: gif("/c"), removedAt: "2026-11-29T10:01:00Z" }),
    chat(5, { gif: gif("/d", { frames: 1, alt: "a cat", small: "/d-small" }) }),
    chat(6, { gif: gif("/a") }),
  ];
  pictures.add(...chats.flatMap((one) => toRoomPicture(one) ?? []));
  expect(pictures.newestFirst.map(({ seq, url }) => [seq, url])).toEqual([
    [6, "/a"],
    [5, "/d"],
  ]);
  expect(pictures.newestFirst[1]).toMatchObject({ isMoving: false, alt: "a cat", small: "/d-small" });
  pictures.remove(6);
  expect(pictures.newestFirst.map(({ seq }) => seq)).toEqual([5, 1]);
});
