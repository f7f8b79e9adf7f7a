import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { OPERATOR_TOKEN } from "../../support/operator.js";
import { useServer } from "../../support/server.js";
import type { Inspector } from "./inspector.js";

/** What axe looks at; test/operator/pages.test.ts has all states of their HTML. */
export function testOperatorStates({ person, isFine }: Inspector, phone: BrowserContextOptions): void {
  const server = useServer({ OPERATOR_TOKEN, EMPTY_ROOM_GRACE_MS: "60000" });

  async function signIn(page: Page): Promise<Page> {
    await page.goto(`${server.url}/operator`);
    await page.fill("#token", OPERATOR_TOKEN);
    await page.press("#token", "Enter");
    await page.waitForSelector("[data-operator-home]");
    return page;
  }

  async function reportAll(): Promise<void> {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const { _id: room } = await ann.open({ title: "Late night cats", password: "sesame", lifetime: "24h" });
    await ann.page(`/room/${room}`);
    await bob.json("POST", `/room/${room}/enter`, { password: "sesame" });
    await ann.say(room, `${"W".repeat(200)} <b>bold</b> \u202eturned`);
    const { seq } = await (await ann.upload(room, gif({ width: 200, height: 120 }), { alt: "a cat" })).json();
    for (const path of ["/chat/1", `/chat/${seq}`, ""]) {
      const { status } = await bob.json("POST", `/room/${room}${path}/report`, { reason: "" });
      expect(status).toBe(202);
    }
  }

  test("nothing is wrong with pages of the operator's that have nothing to show", async () => {
    const ann = await signIn(await person());
    for (const path of ["/reports", "/raid"]) {
      await ann.goto(`${server.url}/operator${path}`);
      await isFine(ann, `the operator's page ${path}, without anything`);
    }
  });

  test("nothing is wrong with the operator's reports and lists, nor with what they ask", async () => {
    // A lifetime keeps the room however long axe takes.
    await reportAll();
    const ann = await signIn(await person(phone));
    await ann.click(".switch button >> nth=0");
    await ann.waitForSelector(".switch.on");
    await isFine(ann, "a switch is on");
    await ann.goto(`${server.url}/operator/reports`);
    await isFine(ann, "reports");
    await ann.click(".report:has(.veil) > a.button");
    await ann.waitForSelector("[data-operator-report]");
    const report = ann.url();
    for (const act of ["block", "ban"]) {
      // Anew, without the message of the act before.
      await ann.goto(report);
      await ann.check(".veil input");
      await ann.click(`.sure:has(form[action$='/${act}']) > summary`);
      if (act === "block") await isFine(ann, "a reported picture in sight, and a question");
      await ann.click(`form[action$='/${act}'] .button`);
      await ann.waitForSelector(".flash");
      expect(await ann.locator(".flash.error").count()).toBe(0);
    }
    for (const path of ["/rooms", "/bans", "/blocked", "/log"]) {
      await ann.goto(`${server.url}/operator${path}`);
      if (path !== "/log") await ann.locator(".sheet .sure > summary").first().click();
      await isFine(ann, `the operator's page ${path}`);
    }
  });
}
