import nunjucks from "nunjucks";
import { describe, expect, it } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { translator } from "../../src/shared/i18n/index.js";
import { toAvatarPattern } from "../../src/shared/render/avatar-pattern.js";
import { toChatPropsList } from "../../src/shared/render/chat-props.js";
import { toFaces } from "../../src/shared/render/faces.js";
import { toHue } from "../../src/shared/render/hue.js";
import { isEmojiOnly, toSegments } from "../../src/shared/render/rich-text.js";
import { configureViews } from "../../src/shared/render/template-helpers.js";
import { contrast, type Oklch } from "../browser/quality/contrast.js";

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString();
const said = (seq: number, author: string, minute: number, chat = "…"): Chat => ({
  room: "r",
  seq,
  author,
  user: "#4fa3c1",
  name: author,
  chat,
  createdAt: at(minute),
});

describe("a text", () => {
  it("becomes links only where a link was meant, and never to a script", () => {
    const links = (text: string) => toSegments(text).flatMap(({ href }) => href ?? []);
    expect(links("see https://example.org/a?b=1, or www.example.org.")).toEqual([
      "https://example.org/a?b=1",
      "https://www.example.org",
    ]);
    expect(links("readme.md javascript:alert(1) javascript://x/%0aalert(1) data:text/html,x")).toEqual([]);
    expect(links("write to ann@example.org")).toEqual(["mailto:ann@example.org"]);
    expect(links("`https://example.org`")).toEqual([]);
  });

  it("is whole again when its pieces are put together", () => {
    const text = "a `b` c https://example.org d\n";
    expect(
      toSegments(text)
        .map((one) => one.text)
        .join(""),
    ).toBe(text.replaceAll("`", ""));
    expect(toSegments("```\nlet x;\n```")).toEqual([{ kind: "block", text: "let x;" }]);
  });

  it("is large when it is a few emoji and nothing else", () => {
    for (const text of ["😹", "👨‍👩‍👧‍👦 ❤️", "🇰🇷", "👍🏽👍"]) expect(isEmojiOnly(text), text).toBe(true);
    for (const text of ["😹😹😹", "😹 😹\n😹"]) expect(isEmojiOnly(text), text).toBe(true);
    for (const text of ["", "7", "a😹", "😹".repeat(4), "😹😹😹 no"])
      expect(isEmojiOnly(text), text).toBe(false);
  });
});

describe("chats", () => {
  it("group by person within five minutes", () => {
    const chats = [said(1, "ann", 0), said(2, "ann", 4), said(3, "ann", 10), said(4, "bob", 10)];
    expect(toChatPropsList(chats, { id: "ann", isOwner: false }).map(({ first }) => first)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it("are drawn with everything in them escaped", () => {
    const loader = new nunjucks.FileSystemLoader("views");
    const env = configureViews(new nunjucks.Environment(loader, { autoescape: true }), translator);
    const evil = `"'><img src=x onerror=alert(1)>\`</textarea><script>alert(1)</script>`;
    const type = "image/gif" as const;
    const gif = { url: evil, still: evil, type, width: 9, height: 9, frames: 2, bytes: 9, alt: evil };
    const base = { ...said(1, evil, 0, evil), user: evil, name: evil, clientId: evil };
    const marked = `**${evil}** ||_${evil}_||\n> ~~${evil}~~`;
    const quote = { seq: 1, name: evil, user: evil, chat: evil };
    const answers = [{ ...quote }, { ...quote, chat: undefined, gif }].map((replyTo) => ({
      ...{ ...base, chat: marked, replyTo },
    }));
    for (const chat of [base, { ...base, chat: undefined, gif }, ...answers]) {
      const [props] = toChatPropsList([chat], { id: evil, isOwner: true });
      const html = env.render("partials/chat.njk", { chat: props, lang: "en", me: { id: "x" } });
      expect(html).not.toMatch(/<img src=x|<script>/);
    }
  });
});

describe("a person", () => {
  it("keeps the hue of their colour", () => {
    expect([toHue("#ff0000"), toHue("#00ff00"), toHue("#0000ff")]).toEqual([29, 142, 264]);
    expect(toHue("not a colour")).toBe(0);
  });

  it("has a pattern that others rarely have", () => {
    const patterns = new Set(Array.from({ length: 200 }, (_, i) => toAvatarPattern(`visitor-${i}`)));
    expect(patterns.size).toBeGreaterThan(120);
  });

  it("is legible in every hue, on every surface, in both schemes", () => {
    const schemes: [text: Oklch, fill: Oklch, surfaces: Oklch[]][] = [
      [
        [0.475, 0.125],
        [0.59, 0.145],
        [
          [0.981, 0.005, 85],
          [0.998, 0.002, 85],
          [0.951, 0.007, 85],
        ],
      ],
      [
        [0.8, 0.105],
        [0.7, 0.13],
        [
          [0.185, 0.012, 275],
          [0.228, 0.013, 275],
          [0.152, 0.011, 275],
        ],
      ],
    ];
    for (const [[textL, textC], [fillL, fillC], surfaces] of schemes) {
      for (const surface of surfaces) {
        for (let hue = 0; hue < 360; hue++) {
          expect(contrast([textL, textC, hue], surface), `text of hue ${hue}`).toBeGreaterThanOrEqual(4.5);
          expect(contrast([fillL, fillC, hue], surface), `mark of hue ${hue}`).toBeGreaterThanOrEqual(3);
        }
      }
    }
  });
});

describe("seats", () => {
  it("are drawn as their members, as seats without a name in a secret room, and as a number beyond", () => {
    const all = ["a", "b", "c", "d"].map((id) => ({ id, color: "#ff0000", name: id }));
    const drawn = (members: typeof all, people: number) => {
      const { shown, unnamed, rest } = toFaces({ members, people }, 3);
      return [shown.map(({ id }) => id).join(""), unnamed, rest];
    };
    expect(drawn(all.slice(0, 3), 3)).toEqual(["abc", 0, 0]);
    expect(drawn(all, 9)).toEqual(["ab", 0, 7]);
    expect(drawn([], 2)).toEqual(["", 2, 0]);
    expect(drawn([], 9)).toEqual(["", 2, 7]);
    expect(drawn([], 0)).toEqual(["", 0, 0]);
  });
});
