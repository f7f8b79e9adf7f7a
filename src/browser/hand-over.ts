import { delegate, getElement } from "./base/dom.js";
import { t } from "./base/i18n.js";

const TICK_MS = 500;
const ASK_MS = 3000;
const ONCE_MS = 10_000;

export function startHandOver(): void {
  delegate(document, "click", "[data-copy]", (button) => void copy(button));
  // A second request of an impatient visitor would replace the answer that has the new cookie.
  delegate(document, "submit", "form[data-once]", (form, event) => {
    if (form.dataset.once === "sent") event.preventDefault();
    form.dataset.once = "sent";
    setTimeout(() => {
      form.dataset.once = "";
    }, ONCE_MS);
  });
  setInterval(watchLink, TICK_MS);
}

interface Watched {
  endsAt: number;
  askAt: number;
}

const watched = new WeakMap<HTMLElement, Watched>();

function watchLink(): void {
  const element = document.querySelector<HTMLElement>("[data-hand-over][data-seconds]");
  if (!element || document.hidden) return;
  const now = Date.now();
  // Counted from here on, since this device's clock may be a day off.
  const state = watched.get(element) ?? {
    endsAt: now + Number(element.dataset.seconds) * 1000,
    askAt: now + ASK_MS,
  };
  watched.set(element, state);
  const seconds = Math.max(0, Math.ceil((state.endsAt - now) / 1000));
  element.classList.toggle("over", seconds === 0);
  const text = seconds ? t("handOver.left", { seconds }) : t("handOver.over");
  getElement("[data-seconds-left]", element).textContent = text;
  if (now < state.askAt) return;
  state.askAt = now + ASK_MS;
  void showWhenOver(element);
}

async function showWhenOver(element: HTMLElement): Promise<void> {
  const path = element.dataset.handOver ?? "";
  try {
    const answer = await fetch(path, { headers: { accept: "application/json" } });
    if (!answer.ok || (await answer.json()).link) return;
    const page = await (await fetch(path, { headers: { accept: "text/html" } })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-hand-over]");
    if (fresh) element.replaceWith(fresh);
  } catch {
    // Without a connection, asked again in a moment.
  }
}

async function copy(button: HTMLElement): Promise<void> {
  const url = button.dataset.copy ?? "";
  try {
    const isLink = button.closest("[data-hand-over]");
    if (isLink && navigator.share && matchMedia("(pointer: coarse)").matches)
      return await navigator.share({ url });
    await navigator.clipboard.writeText(url);
    button.lastChild!.textContent = t(isLink ? "menu.shared" : "hook.copied");
  } catch (error) {
    // Without https there is no clipboard. AbortError only means that the visitor closed the share sheet.
    if ((error as Error).name === "AbortError") return;
    getSelection()?.selectAllChildren(getElement(".link-text", button.parentElement!));
  }
}
