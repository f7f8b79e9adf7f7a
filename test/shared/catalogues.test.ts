import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isMessageKey } from "../../src/shared/i18n/catalogue.js";
import en from "../../src/shared/i18n/en.js";
import ko from "../../src/shared/i18n/ko.js";

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, "utf8"));

const gaps = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).sort();

describe("the catalogues", () => {
  it("say the same things in both languages, with the same gaps to fill", () => {
    const plain = (catalogue: object) => Object.keys(catalogue).filter((key) => !key.endsWith("_one"));
    expect(plain(ko).sort()).toEqual(plain(en).sort());
    for (const [key, text] of Object.entries(ko)) {
      expect(gaps(text), key).toEqual(gaps(en[key as keyof typeof en]));
    }
  });

  it("have every sentence that a template asks for", () => {
    for (const source of files("views")) {
      for (const [, key] of source.matchAll(/\bt\("([\w.]+)"/g))
        expect(isMessageKey(key!, en), key).toBe(true);
    }
  });
});

describe("the templates", () => {
  it("never switch escaping off, nor carry a style or a script of their own", () => {
    for (const source of files("views")) {
      expect(source).not.toMatch(/\|\s*safe|autoescape|style=|<style|\son\w+=|<script(?![^>]*\ssrc=)/);
    }
  });
});
