import { createElement, createIcon, findAll } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { pageData } from "../room/page-data.js";
import { isSoundOn, type Level, levels, readLevel, setSound, writeLevel } from "./choices.js";
import { playSound } from "./sound.js";

const labels = { all: "notify.all", mentions: "notify.mentions", none: "notify.none" } as const;

export function showNotificationSettings(onChange: () => void): void {
  const menu = document.querySelector<HTMLDetailsElement>(".room-bar .menu");
  if (menu) menu.open = false;
  const problem = createElement("p", { class: "notify-problem small", role: "status" });
  const dialog = createElement(
    "dialog",
    { class: "box", "aria-labelledby": "notify-title" },
    createElement(
      "form",
      { method: "dialog", class: "stack notify" },
      createElement("h2", { id: "notify-title" }, t("notify.title")),
      createLevels(problem, onChange),
      problem,
      createElement("p", { class: "hint small soft" }, t("notify.forgotten")),
      createSoundSwitch(onChange),
      createElement(
        "div",
        { class: "row end" },
        createElement("button", { class: "button primary" }, t("notify.done")),
      ),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    menu?.querySelector("summary")?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function createLevels(problem: HTMLElement, onChange: () => void): HTMLElement {
  const isSupported = "Notification" in window;
  const current = isSupported && Notification.permission === "granted" ? readLevel(pageData.room) : "none";
  const choices = levels.map((level) => {
    const input = createElement("input", {
      ...{ type: "radio", name: "level", value: level },
      checked: level === current,
      disabled: !isSupported && level !== "none",
    });
    return createElement("label", { class: "check" }, input, t(labels[level]));
  });
  const legend = createElement("legend", {}, t("notify.lede", { title: pageData.title }));
  const fieldset = createElement("fieldset", {}, legend, ...choices);
  if (!isSupported) showProblem(problem, t("notify.unsupported"));
  fieldset.addEventListener("change", async ({ target }) => {
    const level = (target as HTMLInputElement).value as Level;
    const isGranted = level === "none" || (await isPermitted());
    problem.replaceChildren();
    writeLevel(pageData.room, isGranted ? level : "none");
    if (isGranted) return onChange();
    for (const input of findAll<HTMLInputElement>("input", fieldset)) input.checked = input.value === "none";
    const isDenied = Notification.permission === "denied";
    showProblem(problem, t(isDenied ? "notify.denied" : "notify.dismissed"));
  });
  return fieldset;
}

const isPermitted = async (): Promise<boolean> =>
  Notification.permission === "granted" || (await Notification.requestPermission()) === "granted";

function showProblem(problem: HTMLElement, text: string): void {
  problem.replaceChildren(createIcon("warn", "tiny"), createElement("span", {}, text));
}

function createSoundSwitch(onChange: () => void): HTMLElement {
  const input = createElement("input", { type: "checkbox", checked: isSoundOn() });
  input.addEventListener("change", () => {
    setSound(input.checked);
    if (!input.checked) return;
    playSound();
    onChange();
  });
  return createElement("label", { class: "check" }, input, t("notify.sound"));
}
