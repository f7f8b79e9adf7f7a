import { expect, test } from "vitest";
import { matchesTitle } from "../../src/shared/search/title-search.js";

test("the lobby's page finds titles as the server does: by the beginnings of words, in any order and width", () => {
  const title = "Ｌate night cats, 아기고양이";
  for (const found of ["", "cat", "CATS late", "고양이", "night,", "late  ca"])
    expect(matchesTitle(title, found), found).toBe(true);
  for (const missed of ["ats", "late dogs", "ight cat"])
    expect(matchesTitle(title, missed), missed).toBe(false);
});
