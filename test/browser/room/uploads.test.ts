import type { Page } from "playwright-core";
import sharp from "sharp";
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
import { KEPT } from "./kept-trays.js";

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

/** How many pictures the page decodes, and how many of them are in memory at once. */
const COUNT_DECODED = `window.decoded = { count: 0, open: 0, most: 0 };
  const decode = createImageBitmap;
  window.createImageBitmap = async (...args) => {
    decoded.count++;
    decoded.most = Math.max(decoded.most, ++decoded.open);
    const bitmap = await decode(...args);
    const close = () => { decoded.open--; ImageBitmap.prototype.close.call(bitmap); };
    return Object.assign(bitmap, { close });
  };`;

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

  test("an upload that failed says so and is sent again by itself, once; pictures that came to nobody are loaded", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob } = await two(person, server.url);
    const isPicture = /\/gif\/[\w-]+\//;
    await bob.route(isPicture, (route) => route.abort("internetdisconnected"));
    await ann.setInputFiles("#gif", file(cat));
    await ann.fill(".parcel input.input", "a cat in a tunnel");
    await goOffline(ann);
    await ann.click(".say button");
    await sees(ann, ".parcel [role=status]", "Waiting for the connection");
    expect(await ann.locator(".parcel .link").isVisible()).toBe(false);
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

  test("each refused file is named with its reason; another try is offered where it may help, and when", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    await openRoom(ann, server.url);
    await isLive(ann);
    const text = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") };
    await ann.setInputFiles("#gif", [
      text,
      file(Buffer.concat([cat, Buffer.alloc(8_000_001)]), "huge.gif"),
      file(Buffer.from("GIF89a"), "torn.gif"),
    ]);
    await sees(ann, ".tray [role=alert]", "notes.txt is not a picture");
    await sees(ann, ".tray [role=alert]", "huge.gif is larger than");
    await ann.click(".say button");
    await ann.waitForSelector(".tray [role=alert]", { state: "detached" });
    await sees(ann, ".parcel [role=status]", "torn.gif");
    await ann.waitForSelector(".say button[aria-label=Send]");
    expect(await ann.locator(".parcel .link").isVisible()).toBe(false);
    await ann.click(".parcel .bare");
    for (const name of ["a.txt", "b.txt"]) await ann.setInputFiles("#gif", { ...text, name });
    await expect.poll(() => ann.locator(".tray").innerText()).toMatch(/^b\.txt is not/);
    await ann.click(".tray .bare");
    await ann.waitForSelector(".tray", { state: "detached" });
    await ann.setInputFiles("#gif", [text, file(cat)]);
    await sees(ann, ".tray [role=alert]", "notes.txt is not a picture");
    await ann.locator(".parcel").getByRole("button", { name: "Remove" }).click();
    await ann.waitForSelector(".tray", { state: "detached" });
    const slower = { error: { code: "TOO_MANY_REQUESTS", message: "", retryAfter: 1 } };
    await ann.route("**/gif", (route) => route.fulfill({ status: 429, json: slower }), { times: 1 });
    await ann.setInputFiles("#gif", file(cat));
    await ann.click(".say button");
    await sees(ann, ".parcel [role=status]", "a little fast");
    await ann.click(".parcel .link");
    await ann.waitForSelector(".chat .gif");
  });

  test("a visitor who leaves the page during an upload is asked first, and not while a picture waits", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    await openRoom(ann, server.url);
    await isLive(ann);
    await ann.setInputFiles("#gif", file(cat, "waits.gif"));
    await expect.poll(() => ann.evaluate(KEPT)).toEqual([["waits.gif", ""]]);
    await ann.click(".parcel input.input");
    await ann.reload();
    await ann.waitForSelector(".parcel");
    await ann.route("**/gif", () => undefined);
    await ann.press("#say", "Enter");
    await ann.waitForSelector(".parcel progress");
    const [dialog] = await Promise.all([ann.waitForEvent("dialog"), ann.close({ runBeforeUnload: true })]);
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    await ann.click(".parcel .bare");
    await expect.poll(() => ann.evaluate(KEPT)).toEqual([]);
    await ann.reload();
    await isLive(ann);
  });
});

describe("the tray", () => {
  test("it takes ten, in the order that the visitor gives them, and a reload keeps it for this tab alone", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person({ viewport: { width: 1100, height: 900 } });
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    const many = Array.from({ length: 12 }, (_, i) => file(cat, `${i}.gif`));
    await ann.setInputFiles("#gif", many);
    await sees(ann, ".tray [role=alert]", "10 pictures at once");
    expect(await ann.evaluate("document.activeElement.id")).toBe("say");
    expect(await ann.locator(".parcel").count()).toBe(10);
    for (let left = 10; left > 3; left--) await ann.locator(".parcel .cancel").last().click();
    await sees(ann, ".tray-line", "3 pictures, not sent yet");
    const names = () =>
      ann.locator(".parcel .move").evaluateAll((all) => all.map((one) => one.getAttribute("data-name")));
    await ann.focus(".parcel >> nth=0 >> .move");
    await ann.keyboard.press("ArrowDown");
    await sees(ann, ".parcels > [role=status]", /0\.gif.*: 2 of 3/);
    await ann.keyboard.press("ArrowDown");
    expect(await names()).toEqual(["1.gif", "2.gif", "0.gif"]);
    const middle = async (n: number) => {
      const at = (await ann.locator(`.parcel >> nth=${n} >> .move`).boundingBox())!;
      return [at.x + at.width / 2, at.y + at.height / 2] as const;
    };
    await ann.mouse.move(...(await middle(2)));
    await ann.mouse.down();
    await ann.mouse.move(...(await middle(1)), { steps: 4 });
    await ann.mouse.move(...(await middle(0)), { steps: 4 });
    await ann.mouse.up();
    expect(await names()).toEqual(["0.gif", "1.gif", "2.gif"]);
    await ann.fill(".parcel >> nth=1 >> input.input", "the middle one");
    await ann.check(".parcel >> nth=2 >> input[type=checkbox]");
    const kept = [
      ["0.gif", ""],
      ["1.gif", "the middle one"],
      ["2.gif", ""],
    ];
    await expect.poll(() => ann.evaluate(KEPT)).toEqual(kept);

    const [copy] = await Promise.all([
      ann.context().waitForEvent("page"),
      ann.evaluate("open(location.href, '_blank')"),
    ]);
    await isLive(copy);
    const tab = (page: Page) => page.evaluate("sessionStorage.tray");
    await expect.poll(async () => (await tab(copy)) !== (await tab(ann))).toBe(true);
    expect(await copy.locator(".parcel").count()).toBe(0);
    await copy.close();

    await ann.reload();
    await isLive(ann);
    await expect.poll(names).toEqual(["0.gif", "1.gif", "2.gif"]);
    expect(await ann.isChecked(".parcel >> nth=2 >> input[type=checkbox]")).toBe(true);
    // The server stores it, and its answer is lost; then it is sent again after a reload.
    await ann.route("**/gif", (route) => route.fetch().then(() => route.abort("connectionrefused")), {
      times: 1,
    });
    await ann.route("**/gif", (route) => route.abort("connectionrefused"), { times: 3 });
    await ann.press(".parcel >> nth=1 >> input.input", "Enter");
    await expect.poll(() => ann.locator(".parcel .link:visible").count()).toBe(3);
    await ann.unroute("**/gif");
    await ann.reload();
    await expect.poll(() => ann.locator(".mine .gif").count()).toBe(3);
    await ann.waitForSelector(".parcel", { state: "detached" });
    await expect.poll(() => ann.evaluate(KEPT)).toEqual([]);
    expect(await ann.locator(".mine .gif img").nth(1).getAttribute("alt")).toBe("the middle one");
    expect(await ann.locator(".mine .gif.covered").count()).toBe(1);

    await ann.setInputFiles("#gif", file(cat, "old.gif"));
    await expect.poll(() => ann.evaluate(KEPT)).toEqual([["old.gif", ""]]);
    await ann.clock.setFixedTime(Date.now() + 10 * 60_000);
    await ann.reload();
    await expect.poll(() => ann.evaluate(KEPT)).toEqual([]);
    expect(await ann.locator(".parcel").count()).toBe(0);
    await ann.setInputFiles("#gif", file(cat, "last.gif"));
    await expect.poll(() => ann.evaluate(KEPT)).toEqual([["last.gif", ""]]);
    const headers = { Accept: "application/json", Origin: server.url };
    await ann.request.delete(room, { headers });
    await ann.waitForSelector(".ended");
    await expect.poll(() => ann.evaluate(KEPT)).toEqual([]);
  });

  test("a large photo is sent small and upright, a file that moves or is too large to decode as it is", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    await ann.addInitScript(COUNT_DECODED);
    await openRoom(ann, server.url);
    await isLive(ann);
    const photo = await sharp({ create: { width: 3000, height: 2400, channels: 3, background: "teal" } })
      .composite([
        { input: { create: { width: 900, height: 2400, channels: 3, background: "red" } }, left: 0, top: 0 },
      ])
      .jpeg()
      .withExif({ IFD0: { Make: "Secret camera" } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(photo.includes("Secret camera")).toBe(true);
    const sent: Buffer[] = [];
    await ann.route("**/gif", (route) => {
      sent.push(route.request().postDataBuffer()!);
      return route.fulfill({ status: 201, json: {} });
    });
    const huge = Buffer.from(photo);
    huge.writeUInt16BE(30_000, huge.lastIndexOf(Buffer.from([0xff, 0xc0])) + 7);
    const jpeg = (buffer: Buffer) => ({ name: "IMG.jpeg", mimeType: "image/jpeg", buffer });
    await ann.setInputFiles("#gif", [jpeg(photo), file(cat), jpeg(huge)]);
    await ann.locator(".parcel canvas.unreadable").waitFor();
    await ann.press("#say", "Enter");
    await ann.waitForSelector(".parcel", { state: "detached" });
    expect(await ann.evaluate("decoded")).toEqual({ count: 3, open: 0, most: 1 });
    const [first, second, third] = sent;
    expect(first!.includes("IMG.webp")).toBe(true);
    expect(first!.includes("Secret camera")).toBe(false);
    const image = sharp(first!.subarray(first!.indexOf("RIFF")));
    expect(await image.metadata()).toMatchObject({ format: "webp", width: 1638, height: 2048 });
    const { data } = await image.raw().toBuffer({ resolveWithObject: true });
    expect(data[0]! > data[2]!).toBe(true);
    expect(second!.includes(cat)).toBe(true);
    expect(third!.includes(huge)).toBe(true);
  });
});
