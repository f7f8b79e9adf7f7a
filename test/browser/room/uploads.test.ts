import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import {
  file,
  goOffline,
  isLive,
  ofRefusals,
  ofTheNetwork,
  openRoom,
  sees,
  two,
  useBrowser,
} from "../support.js";

const server = useServer({ MAX_GIF_BYTES: "8000000", EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofRefusals, ofTheNetwork, /status of 429/);

const cat = gif({ width: 120, height: 80, frames: 2 });
/** Larger than a GIF may be unless the operator says otherwise; comments are part of the format. */
const heavy = Buffer.concat([
  cat.subarray(0, -1),
  Buffer.from([0x21, 0xfe]),
  ...Array.from({ length: 24_000 }, () => Buffer.concat([Buffer.from([255]), Buffer.alloc(255, 65)])),
  Buffer.from([0, 0x3b]),
]);

async function slowLine(page: Page, uploadThroughput: number) {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const set = (bytes: number) =>
    network.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytes,
    });
  await set(uploadThroughput);
  return { release: () => set(-1) };
}

describe("a GIF on its way", () => {
  test("an upload shows how far it is, and can be cancelled; what is discarded or added meanwhile is as well", async () => {
    const { ann, bob } = await two(person, server.url);
    const line = await slowLine(ann, 50_000);
    await ann.setInputFiles("#gif", [file(heavy, "heavy.gif"), file(cat, "light.gif"), file(cat)]);
    await ann.fill(".parcel >> nth=1 >> input.input", "light");
    await ann.fill(".parcel >> nth=2 >> input.input", "discarded");
    await ann.click(".say button");
    await ann.locator(".parcel [role=status]", { hasText: /^[1-9]\d?% sent/ }).waitFor();
    await ann.click(".parcel >> nth=2 >> .bare");
    await ann.setInputFiles("#gif", file(cat, "late.gif"));
    await ann.fill(".parcel >> nth=2 >> input.input", "late");
    await ann.click(".say button");
    await ann.setInputFiles("#gif", file(cat, "not yet.gif"));
    await ann.click(".parcel >> nth=0 >> .bare");
    await line.release();
    const alts = () =>
      bob.locator(".gif img").evaluateAll((all) => all.map((one) => one.getAttribute("alt")));
    await expect.poll(alts).toEqual(["light", "late"]);
    await expect.poll(() => ann.locator(".parcel").count()).toBe(1);
    await ann.click(".parcel .bare");
    await ann.setInputFiles("#gif", file(heavy, "heavy.gif"));
    await ann.click(".say button");
    await expect.poll(() => bob.locator(".gif").count(), { timeout: 20_000 }).toBe(3);
  });

  test("an upload that failed says so and is sent again by itself, once; pictures that came to nobody are loaded", async () => {
    const { ann, bob } = await two(person, server.url);
    const isPicture = /\/gif\/[\w-]+\//;
    await bob.route(isPicture, (route) => route.abort("internetdisconnected"));
    await ann.setInputFiles("#gif", file(cat));
    await ann.fill(".parcel input.input", "a cat in a tunnel");
    await goOffline(ann);
    await ann.click(".say button");
    await sees(ann, ".parcel [role=status]", "Not sent: There is no connection");
    await ann.context().setOffline(false);
    await ann.waitForSelector(".parcel", { state: "detached" });
    const image = bob.locator("img[alt='a cat in a tunnel']");
    await image.waitFor();
    const shown = "document.querySelector('.gif img')";
    const isBroken = () => bob.evaluate(`${shown}.complete && !${shown}.naturalWidth`);
    await expect.poll(isBroken).toBe(true);
    await expect.poll(async () => (await image.boundingBox())?.width).toBeGreaterThan(150);
    await bob.unroute(isPicture);
    await goOffline(bob);
    await bob.context().setOffline(false);
    await expect.poll(isBroken).toBe(false);
    expect(await bob.locator(".gif").count()).toBe(1);
  });

  test("each refused file is named with its reason; another try is offered where it may help, and when", async () => {
    const ann = await person();
    await openRoom(ann, server.url);
    await isLive(ann);
    const text = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") };
    await ann.setInputFiles("#gif", [
      text,
      file(Buffer.alloc(8_000_001), "huge.gif"),
      file(Buffer.from("GIF89a"), "torn.gif"),
    ]);
    await sees(ann, ".tray [role=alert]", "notes.txt is not a GIF");
    await sees(ann, ".tray [role=alert]", "huge.gif is larger than");
    await ann.click(".say button");
    await ann.waitForSelector(".tray [role=alert]", { state: "detached" });
    await sees(ann, ".parcel [role=status]", "torn.gif");
    await ann.waitForSelector(".say button[aria-label=Send]");
    expect(await ann.locator(".parcel .link").isVisible()).toBe(false);
    await ann.click(".parcel .bare");
    for (const name of ["a.txt", "b.txt"]) await ann.setInputFiles("#gif", { ...text, name });
    await expect.poll(() => ann.locator(".tray").innerText()).toBe("b.txt is not a GIF.");
    await ann.click(".tray .bare");
    await ann.waitForSelector(".tray", { state: "detached" });
    const slower = { error: { code: "TOO_MANY_REQUESTS", message: "", retryAfter: 1 } };
    await ann.route("**/gif", (route) => route.fulfill({ status: 429, json: slower }), { times: 1 });
    await ann.setInputFiles("#gif", file(cat));
    await ann.click(".say button");
    await sees(ann, ".parcel [role=status]", "a little fast");
    await ann.click(".parcel .link");
    await ann.waitForSelector(".chat .gif");
  });

  test("a visitor who leaves the page during an upload is asked first", async () => {
    const ann = await person();
    await openRoom(ann, server.url);
    await isLive(ann);
    await ann.setInputFiles("#gif", file(cat));
    await ann.click(".parcel input.input");
    const [dialog] = await Promise.all([ann.waitForEvent("dialog"), ann.close({ runBeforeUnload: true })]);
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    await ann.click(".parcel .bare");
    await ann.reload();
    await isLive(ann);
  });
});
