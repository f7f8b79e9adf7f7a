import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { isLive, ofRefusals, openRoom, sees, show, two, useBrowserWithCamera } from "../support.js";
import {
  keepOldDraft,
  keptDrafts,
  pictures,
  recordVideo,
  STOP_AT_ONCE,
  said,
  trackStates,
  WATCH,
} from "./in-page.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowserWithCamera(ofRefusals);

const openMaker = async (page: Page) => {
  await page.click("[data-add-gif] > summary");
  await page.click("[data-make]");
  await page.waitForSelector("dialog.maker .maker-tile");
};
const isMade = (page: Page) => page.waitForSelector(".maker-result .primary:enabled");
const isReady = (page: Page) => page.waitForSelector(".maker-record:enabled");
const isOff = (page: Page) =>
  expect.poll(() => trackStates(page).then((all) => all.every((state) => state === "ended"))).toBe(true);
const handle = (page: Page, name: string) => page.getByRole("slider", { name, exact: true });

const drop = (page: Page, { name, mimeType, buffer }: Awaited<ReturnType<typeof recordVideo>>) =>
  page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob("${buffer.toString("base64")}"), (one) => one.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], "${name}", { type: "${mimeType}" }));
    const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector("dialog.maker").dispatchEvent(event);
  })()`);

test("a visitor records a GIF by keyboard, finds it again after a reload, and sends it; the camera is on only while it shows", async () => {
  const { ann, bob, room } = await two(person, server.url);
  await ann.addInitScript(WATCH);
  await ann.reload();
  await isLive(ann);
  await openMaker(ann);
  await ann.press("[data-source=camera]", "Enter");
  await isReady(ann);
  await show(ann, false);
  await isOff(ann);
  await show(ann, true);
  await ann.getByRole("button", { name: "Turn it on again" }).press("Enter");
  await isReady(ann);
  expect(await trackStates(ann)).toEqual(["ended", "live"]);
  await ann.press(".maker-slider input", "Home");
  await ann.press(".maker-record", "Enter");
  await ann.waitForSelector(".maker-edit");
  await isOff(ann);
  const heard = ["The camera is on. Nothing is recorded yet.", "Recording starts in 3", "2", "1"];
  expect(await said(ann)).toEqual(expect.arrayContaining([...heard, "Recording, 1 s"]));
  await handle(ann, "Start").press("ArrowRight");
  await handle(ann, "Start").press("ArrowRight");
  await handle(ann, "End").press("ArrowLeft");
  await ann.fill("#maker-caption", "hello");
  await isMade(ann);
  const size = await ann.innerText(".maker-size");
  expect(size).toMatch(/^[\d.]+ MB, [\d.]+ s, 320 × 240$/);
  expect(await said(ann)).toContain(size);
  await expect.poll(() => keptDrafts(ann)).toMatchObject({ clips: 1, captions: ["hello"] });

  await ann.reload();
  await isLive(ann);
  await openMaker(ann);
  await ann.getByRole("button", { name: "Go on with your last clip" }).press("Enter");
  await isMade(ann);
  expect(await handle(ann, "Start").getAttribute("aria-valuenow")).toBe("2");
  expect(await ann.inputValue("#maker-caption")).toBe("hello");
  await ann.press("#maker-caption", "Enter");
  await ann.waitForSelector("dialog.maker", { state: "detached" });
  await expect.poll(() => keptDrafts(ann)).toEqual({ clips: 0, captions: [] });
  await ann.locator(".parcel button[aria-label^='Remove camera-']").waitFor();
  await ann.click(".say button");
  await bob.locator(".gif img").waitFor();
  await ann.waitForSelector(".parcel", { state: "detached" });

  const headers = { "sec-fetch-site": "same-origin" };
  const setReadOnly = async (readOnly: boolean) =>
    expect((await ann.request.patch(room, { data: { readOnly }, headers })).ok()).toBe(true);
  const full = (await pictures()).flatMap((one) => [one, one, one, one]).slice(0, 10);
  await bob.setInputFiles("#gif", full);
  await expect.poll(() => bob.locator(".parcel").count()).toBe(10);
  await openMaker(bob);
  const chooser = bob.waitForEvent("filechooser");
  await bob.click("[data-source=pictures]");
  await (await chooser).setFiles(await pictures());
  await bob.getByRole("button", { name: "Go on" }).click();
  await isMade(bob);
  await setReadOnly(true);
  await bob.waitForSelector("#say:read-only", { state: "attached" });
  await bob.getByRole("button", { name: "Use this GIF" }).click();
  await sees(bob, ".notice", "It is kept here for ten minutes.");
  expect(await keptDrafts(bob)).toMatchObject({ clips: 1 });
  await setReadOnly(false);
  await bob.waitForSelector("#say:read-write");
  await openMaker(bob);
  await bob.getByRole("button", { name: "Go on with your last clip" }).click();
  await bob.getByRole("button", { name: "Use this GIF" }).click();
  await bob.locator(".parcel button[aria-label^='Remove pictures-']").waitFor();
  expect(await bob.locator(".parcel").count()).toBe(11);
  await expect.poll(() => keptDrafts(bob)).toEqual({ clips: 0, captions: [] });

  await openMaker(ann);
  expect(await ann.locator(".maker-draft").count()).toBe(0);
  await ann.click("[data-source=camera]");
  await isReady(ann);
  expect((await ann.request.delete(room, { headers })).ok()).toBe(true);
  await ann.waitForSelector(".ended");
  await ann.waitForSelector("dialog.maker", { state: "detached" });
  await isOff(ann);

  await keepOldDraft(ann);
  expect(await keptDrafts(ann)).toEqual({ clips: 1, captions: ["old"] });
  await ann.goto(server.url);
  await expect.poll(() => keptDrafts(ann)).toEqual({ clips: 0, captions: [] });
});

test("without a camera a visitor is told why, and makes GIFs of a video, of pictures, and of the screen", {
  tags: ["thorough"],
}, async () => {
  const ann = await person();
  await ann.addInitScript(WATCH);
  await openRoom(ann, server.url);
  await isLive(ann);
  const video = await recordVideo(ann);
  await openMaker(ann);
  const tries = [
    ["NotAllowedError", "The camera is not allowed here."],
    ["NotFoundError", "No camera was found."],
    ["NotReadableError", "The camera is in use elsewhere."],
    ["TypeError", "That did not work."],
  ] as const;
  for (const [i, [error, message]] of tries.entries()) {
    await ann.evaluate(`navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException("", "${error}");
    }`);
    await ann.getByRole("button", { name: i ? "Try again" : "Camera" }).click();
    await sees(ann, ".maker-problem", message);
  }
  await ann.evaluate(
    `Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true })`,
  );
  await ann.getByRole("button", { name: "Try again" }).click();
  await sees(ann, ".maker-problem", "The camera takes a page with https.");
  const choose = async (name: string, files: Parameters<Page["setInputFiles"]>[1]) => {
    const chooser = ann.waitForEvent("filechooser");
    await ann.getByRole("button", { name }).click();
    await (await chooser).setFiles(files);
  };
  await choose("Choose a video", { name: "torn.webm", mimeType: "video/webm", buffer: Buffer.from("torn") });
  await sees(ann, ".maker-problem", "Your browser cannot read this file.");
  await choose("Choose a video", video);
  await isMade(ann);
  await ann.keyboard.press("Escape");
  await sees(ann, "dialog.box", "Throw this clip away?");
  await ann.keyboard.press("Escape");
  await ann.waitForSelector("dialog.box", { state: "detached" });
  await handle(ann, "Start").press("Enter");
  await ann.locator(".parcel button[aria-label^='Remove video-']").waitFor();
  await expect
    .poll(() => ann.evaluate("document.activeElement.closest('.parcel, [data-add-gif], .say') !== null"))
    .toBe(true);

  await ann.evaluate("delete navigator.mediaDevices");
  await openMaker(ann);
  const heic = {
    name: "IMG_1.heic",
    mimeType: "",
    buffer: Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
  };
  await choose("Pictures", [heic]);
  await sees(ann, ".maker-problem", "Your browser cannot read one of these pictures.");
  await choose("Choose pictures", [...(await pictures()), heic, ...(await pictures()).slice(0, 1)]);
  await sees(ann, ".maker-pictures .bad", "IMG_1.heic");
  await sees(ann, ".maker-left-out", "Your browser cannot read IMG_1.heic. The others are used.");
  await ann
    .locator(".maker-pictures li")
    .last()
    .getByRole("button", { name: "Take out 0.png" })
    .press("Enter");
  expect(await ann.locator(".maker-pictures li").count()).toBe(4);
  await ann.getByRole("button", { name: "Go on" }).click();
  await ann.getByRole("button", { name: "Crop" }).click();
  await ann.locator(".maker-choices label", { hasText: "Square" }).click();
  await ann.press(".maker-crop-frame", "Shift+ArrowLeft");
  await sees(ann, ".maker-crop-panel [role=status]", /%/);
  await ann.getByRole("button", { name: "Done" }).click();
  await sees(ann, ".maker-size", /1\.5 s, (\d+) × \1$/);
  await drop(ann, video);
  await sees(ann, "dialog.box", "Throw this clip away?");
  await ann.locator("dialog.box .danger").click();
  await sees(ann, ".maker-size", /160 × 120$/);
  await ann.getByRole("button", { name: "Back" }).click();
  await ann.locator("dialog.box .danger").click();
  await ann.waitForSelector(".maker-tile");

  await ann.evaluate(
    `navigator.mediaDevices.getDisplayMedia = async () => window.drawMoving().captureStream(12)`,
  );
  await ann.click("[data-source=screen]");
  await isReady(ann);
  await ann.press(".maker-slider input", "End");
  await ann.evaluate(STOP_AT_ONCE);
  await ann.click(".maker-record");
  await isMade(ann);
  await isOff(ann);
  const recorded = (await said(ann)).findLast((one) => one.startsWith("Recorded"));
  expect(Number.parseFloat(recorded!.replace("Recorded, ", ""))).toBeLessThan(6);
  await ann.click(".maker-bar [aria-label=Close]");
  await ann.locator("dialog.box .danger").click();
  await ann.waitForSelector("dialog.maker", { state: "detached" });
  await expect.poll(() => keptDrafts(ann)).toEqual({ clips: 0, captions: [] });
  await expect.poll(() => ann.locator(".parcel").count()).toBe(1);
});
