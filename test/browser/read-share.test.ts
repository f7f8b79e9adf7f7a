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

const starts = { gif: "GIF89a", text: "notes", video: "\x1aE\xdf\xa3" };

/** Its type is a lie, as some apps tell it. */
function fileOf(name: string, size: number, kind: keyof typeof starts = "gif"): File {
  const bytes = Buffer.from(starts[kind], "latin1");
  return Object.defineProperty(new File([bytes], name, { type: "image/png" }), "size", { value: size });
}

test("a share is bounded by the number of its files, their sum and its text", async () => {
  const most = limits.gif.bytes;
  const large = [fileOf("a", most), fileOf("b", 1), fileOf("c", most + 1)];
  const first = await readShare(formOf({}, large));
  expect([first.pictures.map(({ name }) => name), first.leftOut]).toEqual([["a"], 2]);

  const many = [
    fileOf("n".repeat(500), 9, "text"),
    fileOf("v", 2 * most, "video"),
    ...Array(13).fill(fileOf("x", 9)),
    fileOf("y", 0),
  ];
  const second = await readShare(formOf({}, many));
  expect([second.pictures.length, second.refused, second.leftOut]).toEqual([9, ["n".repeat(100)], 5]);

  const { text } = await readShare(
    formOf({ title: "cats", text: "😺".repeat(5_000_000), url: "https://cats.example" }),
  );
  expect([...text].length).toBe(limits.chat);
  expect(text).toBe(`cats\n${"😺".repeat(limits.chat - 5)}`);
  expect(
    (await readShare(formOf({ title: " ", text: "look https://a.example", url: "https://a.example" }))).text,
  ).toBe("look https://a.example");
});
