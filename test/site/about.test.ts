import { describe, expect, test } from "vitest";
import { readConfig } from "../../dist/config.js";
import { serve, useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const NAME = "قطط & <b>cats</b>";
const WHERE = process.env.MONGODB_URI
  ? { en: "In the database of this site", ko: "이 사이트의 데이터베이스예요." }
  : { en: "On this server.", ko: "이 서버예요." };
const SHOWN = "قطط &amp; &lt;b&gt;cats&lt;/b&gt;";

describe("what the site says of itself", () => {
  const server = useServer({
    SITE_NAME: NAME,
    CONTACT: "cats@example.org",
    OPERATOR_TOKEN: "x".repeat(32),
    TERMS_URL: 'https://example.org/terms?a=1&b="',
  });
  const own = useServer({ PRIVACY_URL: "https://example.org/privacy", CONTACT: "https://example.org/help/" });

  test("its name stands in title, header, card and manifest, escaped and apart from the text around it", async () => {
    const ann = await server.visitor();
    const room = await ann.open({ title: "Cats" });
    for (const path of ["/", "/room", `/room/${room._id}`, "/along", "/privacy", "/nowhere", "/offline"]) {
      const page = await ann.page(path);
      expect(page, path).toMatch(new RegExp(`<title>[^<]*\u2068${SHOWN}\u2069[^<]*</title>`));
      expect(page, path).toContain(`<meta property="og:site_name" content="${SHOWN}">`);
      expect(page, path).not.toContain("<b>");
      if (!/^\/(?:room\/|offline)/.test(path)) expect(page, path).toContain(`<bdi>${SHOWN}</bdi>`);
    }
    const { body } = await ann.json("GET", "/manifest.webmanifest");
    expect(body).toMatchObject({ name: NAME, short_name: NAME });
  });

  test("contact, terms and privacy stand at the foot of each page, in a room in its menu", async () => {
    const ann = await server.visitor();
    const room = await ann.open({ title: "Cats" });
    for (const path of ["/", `/room/${room._id}`, "/along", "/privacy", "/nowhere", "/offline"]) {
      const page = await ann.page(path);
      expect(page, path).toContain('href="mailto:cats@example.org"');
      expect(page, path).toContain('href="https://example.org/terms?a=1&amp;b=%22"');
      expect(page.match(/href="\/privacy"/g), path).toHaveLength(1);
    }
    const page = await (await own.visitor()).page("/");
    expect(page).toContain('href="https://example.org/privacy"');
    expect(page).toContain('href="https://example.org/help/"');
    expect(page).not.toContain('href="/privacy"');
  });

  test("the page about privacy says what holds for this server, in the language asked for, and begins no session", async () => {
    const [bob, others] = [new Visitor(server.url), serve({ LOG_ADDRESSES: "off" })];
    const english = await bob.page("/privacy");
    expect(bob.cookie).toBe("");
    expect(english).toContain(WHERE.en);
    expect(english).toContain("go 30 days after your last visit");
    expect(english).toContain("the page and the browser.");
    expect(english).toContain("<bdi>cats@example.org</bdi>");
    expect(english).toContain("after 30 days at the latest");
    for (const kept of [
      "keeps the visitor’s id until it is over",
      "until it is allowed again",
      "holds times and ids",
    ])
      expect(english).toContain(kept);
    const korean = await bob.get("/privacy", { "accept-language": "ko" });
    const translated = await korean.text();
    for (const text of [WHERE.ko, "늦어도 30일 뒤에는"]) expect(translated).toContain(text);
    const quiet = await others;
    const short = await new Visitor(quiet.url).page("/privacy");
    expect(short).toContain("No addresses.");
    expect(short).not.toContain("Reports");
    await quiet.close();
    expect((await bob.json("GET", "/privacy")).body).toMatchObject({
      store: process.env.MONGODB_URI ? "database" : "embedded",
      redis: false,
      reportDays: 30,
    });
  });
});

test("a name, contact or address that no page could show stops the start", () => {
  const wrong: [string, string][] = [
    ["SITE_PASSWORD", "x".repeat(73)],
    ["SITE_NAME", "x".repeat(41)],
    ["SITE_NAME", "two\nlines"],
    ["SITE_NAME", "turned \u202e round"],
    ["SITE_NAME", " "],
    ["CONTACT", "somebody"],
    ["CONTACT", "javascript:alert(1)"],
    ["CONTACT", "http://example.org"],
    ["CONTACT", "mailto:a@example.org?body=x"],
    ["CONTACT", 'a"b@example.org'],
    ["TERMS_URL", "/terms"],
    ["TERMS_URL", "javascript:alert(1)//https://example.org"],
    ["TERMS_URL", "https://ann:secret@example.org"],
    ["PRIVACY_URL", "data:text/html,x"],
    ["PRIVACY_URL", `https://example.org/${"x".repeat(500)}`],
  ];
  for (const [name, value] of wrong)
    expect(() => readConfig({ [name]: value }), value).toThrow(
      new RegExp(`^${name} must (?:be|have) [^\\n]*$`),
    );
  const { site } = readConfig({ CONTACT: "mailto:ops@example.org", SITE_NAME: " 고양이방 " });
  expect(site.contact).toEqual({ href: "mailto:ops@example.org", text: "ops@example.org" });
  expect(site.name).toBe("고양이방");
  expect(readConfig({}).site).toEqual({ name: "gif-chat" });
});
