import { mkdir, writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { expect, it } from "vitest";
import { program } from "../support/programs.js";
import { useServer } from "../support/server.js";
import { sees } from "./support.js";

const server = useServer();

it("a browser that keeps no cookie is told so, after trying once more", async () => {
  const owner = await server.visitor();
  const { _id } = await owner.open();
  const client = await owner.enter(_id);
  const profile = `${server.dir}/profile`;
  await mkdir(`${profile}/Default`, { recursive: true });
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(`${profile}/Default/Preferences`, JSON.stringify(settings));
  const args = ["--no-sandbox", "--disable-gpu"];
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: program("chromium"),
    args,
  });
  const page = browser.pages()[0]!;
  let loads = 0;
  page.on("load", () => loads++);
  await page.goto(`${server.url}/room/${_id}`);
  await sees(page, ".ended", "keeps no cookie");
  expect(loads).toBe(2);
  await browser.close();
  client.close();
});
