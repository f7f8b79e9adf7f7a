import type { Page } from "playwright-core";
import type { Scene } from "./set.js";
import type { State } from "./states.js";

export const OPERATOR_TOKEN = "whoever knows these words runs the site";

const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };

/** Somebody has reported the last picture of the room. */
async function signIn(page: Page, { url, room, others }: Scene): Promise<void> {
  await page.goto(room);
  const seq = await page.locator(".chat:has(.gif)").last().getAttribute("data-seq");
  await others[0]!.request.post(`${room}/chat/${seq}/report`, { headers, data: { reason: "" } });
  await page.request.post(`${url}/operator/enter`, { headers, data: { token: OPERATOR_TOKEN } });
}

export const operatorStates: State[] = [
  {
    name: "operator",
    lang: "en",
    width: 1440,
    scheme: "light",
    act: async (page, scene) => {
      await signIn(page, scene);
      await page.goto(`${scene.url}/operator`);
      await page.click(".switch button >> nth=0");
      await page.waitForSelector(".switch.on");
    },
  },
  {
    name: "report",
    lang: "ko",
    width: 360,
    scheme: "dark",
    act: async (page, scene) => {
      await signIn(page, scene);
      await page.goto(`${scene.url}/operator/reports`);
      await page.click(".report > a.button");
      await page.click(".acts summary >> nth=1");
    },
  },
];
