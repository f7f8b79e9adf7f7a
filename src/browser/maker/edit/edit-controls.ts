import { createElement } from "../../base/dom.js";
import type { Caption, Edit } from "../engine/types.js";
import { text } from "../texts/load-texts.js";
import { createCheck, createChoices } from "./choices.js";

const MAX_CAPTION = 80;
const speeds = [0.5, 1, 1.5, 2] as const;

type Change = (patch: Partial<Edit>) => void;

/** Everything about the edit that is not done on the picture itself. */
export function createEditControls(edit: Edit, onChange: Change): HTMLElement {
  const speed = createChoices({
    label: text("speed"),
    options: speeds.map((times) => ({ value: String(times), label: text("times", { times }) })),
    value: String(edit.speed),
    onChange: (chosen) => onChange({ speed: speeds.find((times) => String(times) === chosen) ?? 1 }),
  });
  return createElement(
    "div",
    { class: "maker-controls" },
    createCaption(edit.caption, (caption) => onChange({ caption })),
    speed,
    createElement(
      "div",
      { class: "maker-checks" },
      createCheck(text("boomerang"), edit.boomerang, (boomerang) => onChange({ boomerang })),
      createCheck(text("dither"), edit.dither, (dither) => onChange({ dither })),
    ),
  );
}

function createCaption(initial: Caption, onChange: (caption: Caption) => void): HTMLElement {
  let caption = initial;
  const change = (patch: Partial<Caption>) => {
    caption = { ...caption, ...patch };
    onChange(caption);
  };
  const input = createElement("input", {
    ...{ class: "input", id: "maker-caption", type: "text", dir: "auto", autocomplete: "off" },
    ...{ maxlength: String(MAX_CAPTION), value: caption.text, enterkeyhint: "done" },
  });
  input.addEventListener("input", () => change({ text: input.value }));
  const place = createChoices({
    label: text("captionPlace"),
    options: [
      { value: "top", label: text("top") },
      { value: "bottom", label: text("bottom") },
    ],
    value: caption.position,
    onChange: (position) => change({ position }),
  });
  place.classList.add("unlabelled");
  const label = createElement("label", { for: input.id }, text("caption"));
  return createElement(
    "div",
    { class: "field" },
    label,
    createElement("div", { class: "maker-caption" }, input, place),
  );
}
