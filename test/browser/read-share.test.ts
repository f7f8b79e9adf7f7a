import { expect, test } from "vitest";
import { readShare } from "../../src/browser/app/worker/read-share.js";
import { limits } from "../../src/shared/limits.js";

function formOf(texts: Record<string, string>, files: File[] = []): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(texts)) form.set(name, text);
  // A real FormData copies what it is given, and with that forgets a size that is only claimed.
  form.getAll = () => files;
  return form;
}

function fileOf(name: string, size: number, type = "image/gif"): File {
  return Object.defineProperty(new File(["x"], name, { type }), "size", { value: size });
}

test("a share is bounded by the number of its files, their sum and its text", () => {
  const most = limits.gif.bytes;
  const large = [fileOf("a", most), fileOf("b", 1), fileOf("c", most + 1)];
  const first = readShare(formOf({}, large));
  expect([first.pictures.map(({ name }) => name), first.leftOut]).toEqual([["a"], 2]);

  const many = [fileOf("n".repeat(500), 9, "image/png"), ...Array(14).fill(fileOf("x", 9)), fileOf("y", 0)];
  const second = readShare(formOf({}, many));
  expect([second.pictures.length, second.refused, second.leftOut]).toEqual([9, ["n".repeat(100)], 5]);

  const { text } = readShare(
    formOf({ title: "cats", text: "😺".repeat(5_000_000), url: "https://cats.example" }),
  );
  expect([...text].length).toBe(limits.chat);
  expect(text).toBe(`cats\n${"😺".repeat(limits.chat - 5)}`);
  expect(
    readShare(formOf({ title: " ", text: "look https://a.example", url: "https://a.example" })).text,
  ).toBe("look https://a.example");
});
