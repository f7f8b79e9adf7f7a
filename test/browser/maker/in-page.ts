import type { Page } from "playwright-core";
import sharp from "sharp";

/** Remembers the camera's tracks and what was announced, and draws something that moves. */
export const WATCH = `
window.tracks = [];
window.said = [];
for (const name of ["getUserMedia", "getDisplayMedia"]) {
  const open = MediaDevices.prototype[name];
  MediaDevices.prototype[name] = async function (...args) {
    const stream = await open.apply(this, args);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}
new MutationObserver((changes) => {
  for (const { target } of changes)
    if (target instanceof Element && target.matches("dialog.maker [role=status]")) window.said.push(target.textContent);
}).observe(document, { childList: true, subtree: true });
window.drawMoving = () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 160, height: 120 });
  const context = canvas.getContext("2d");
  let step = 0;
  setInterval(() => {
    context.fillStyle = "hsl(" + step * 20 + " 80% 50%)";
    context.fillRect(0, 0, 160, 120);
    context.fillStyle = "white";
    context.fillRect((step++ * 9) % 160, 40, 30, 30);
  }, 80);
  return canvas;
};
`;

/** Presses the button as soon as the ring shows that something was recorded. */
export const STOP_AT_ONCE = `new MutationObserver((changes, observer) => {
  if (changes[0].target.getAttribute("stroke-dasharray").startsWith("0 ")) return;
  observer.disconnect();
  document.querySelector(".maker-record").click();
}).observe(document.querySelector(".maker-ring .done"), { attributes: true })`;

export const trackStates = (page: Page): Promise<string[]> =>
  page.evaluate("window.tracks.map(({ readyState }) => readyState)");

export const said = (page: Page): Promise<string[]> => page.evaluate("window.said");

/** How many clips are kept, and the captions of their edits. */
export const keptDrafts = (page: Page): Promise<{ clips: number; captions: string[] }> =>
  page.evaluate(`(async () => {
    const all = (name) => new Promise((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onupgradeneeded = () => opening.result.createObjectStore("drafts");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const asked = opening.result.transaction("drafts").objectStore("drafts").getAll();
        asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
      };
    });
    const edits = await all("gif-chat-edits");
    return {
      clips: (await all("gif-chat-clips")).length,
      captions: edits.map(({ edit }) => edit.caption.text),
    };
  })()`);

/** Covered by something else, though they were scrolled into view. */
export const coveredControls = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const controls = ".maker-edit :is(button, label:has(input), input[type=text], [role=slider])";
    const body = document.querySelector(".maker-body");
    const isCovered = (one, scrollTop) => {
      body.scrollTop = scrollTop;
      one.scrollIntoView({ block: "nearest" });
      const { left, top, width, height } = one.getBoundingClientRect();
      const ys = [top + 3, top + height / 2, top + height - 3];
      return ys.some((y) => !one.contains(document.elementFromPoint(left + width / 2, y)));
    };
    return [...document.querySelectorAll(controls)]
      .filter((one) => one.checkVisibility())
      .filter((one) => [0, body.scrollHeight].some((scrollTop) => isCovered(one, scrollTop)))
      .map((one) => one.textContent || one.id || one.className);
  })()`);

export const keepOldDraft = (page: Page): Promise<void> =>
  page.evaluate(`(async () => {
    const put = (name, value) => new Promise((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const writing = opening.result.transaction("drafts", "readwrite");
        writing.objectStore("drafts").put(value, "old-room");
        writing.oncomplete = () => { opening.result.close(); resolve(); };
      };
    });
    await put("gif-chat-edits", { at: Date.now() - 601_000, edit: { caption: { text: "old" } } });
    await put("gif-chat-clips", { frames: [] });
    localStorage.setItem("maker-draft", "yes");
  })()`);

/** As the browser's own recorder writes it, which has no duration in its head. */
export async function recordVideo(page: Page, ms = 1000) {
  const bytes = await page.evaluate<string>(`new Promise((resolve) => {
    const recorder = new MediaRecorder(window.drawMoving().captureStream(12), { mimeType: "video/webm" });
    recorder.ondataavailable = async ({ data }) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.split(",")[1]);
      reader.readAsDataURL(data);
    };
    recorder.start();
    setTimeout(() => recorder.stop(), ${ms});
  })`);
  return { name: "cat.webm", mimeType: "video/webm", buffer: Buffer.from(bytes, "base64") };
}

export const pictures = () =>
  Promise.all(
    ["#c33", "#3c3", "#33c"].map(async (background, i) => ({
      name: `${i}.png`,
      mimeType: "image/png",
      buffer: await sharp({ create: { width: 120, height: 80, channels: 3, background } })
        .png()
        .toBuffer(),
    })),
  );
