import { expect, test } from "vitest";
import { translator } from "../../src/shared/i18n/index.js";
import type { Language } from "../../src/shared/i18n/languages.js";
import { MemberRun } from "../../src/shared/render/member-run.js";

const member = (name: string, id = name) => ({ id, name, color: "#123456" });
const text = (run: MemberRun, lang: Language = "en") => run.toText(translator(lang));

test("those who come and leave in a row are one line, however many", () => {
  const run = new MemberRun();
  run.come(member("Ann"), 0);
  expect(text(run)).toBe("Ann came in");
  run.come(member("Bo"), 0);
  expect(text(run)).toBe("Ann and Bo came in");
  for (let i = 0; i < 28; i++) run.come(member(`Guest ${i}`), 0);
  expect(text(run)).toBe("Ann, Bo and 28 others came in");
  expect(text(run, "ko")).toBe("Ann, Bo 님 외 28명이 들어왔어요");
  run.leave(member("Cy"), 0);
  expect(text(run)).toBe("Ann, Bo and 28 others came in · Cy left");
});

test("who is back within a minute was never away", () => {
  const run = new MemberRun();
  run.leave(member("Ann"), 0);
  run.come(member("Ann"), 59_000);
  expect(run.isEmpty).toBe(true);
  run.leave(member("Ann"), 100_000);
  run.come(member("Ann"), 161_000);
  expect(text(run)).toBe("Ann came in · Ann left");
});

test("of names in a row only the last is shown", () => {
  const run = new MemberRun();
  run.rename(member("Bo", "a"), "Ann");
  run.rename(member("Cy", "a"), "Bo");
  expect(text(run)).toBe("Ann is now Cy");
  run.rename(member("Ann", "a"), "Cy");
  expect(run.isEmpty).toBe(true);
  run.come(member("Di", "d"), 0);
  run.rename(member("Ed", "d"), "Di");
  expect(text(run)).toBe("Di came in · Di is now Ed");
  for (let i = 0; i < 28; i++) run.rename(member(`Guest ${i}`), "Somebody");
  expect(text(run)).toBe("Di came in · Ed, Guest 0 and 27 others have new names");
  expect(text(run, "ko")).toContain("Ed, Guest 0 님 외 27명이 이름을 바꿨어요");
});
