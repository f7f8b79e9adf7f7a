import { createElement, createIcon } from "../../base/dom.js";
import { text } from "../texts/load-texts.js";
import type { LiveKind, Problem } from "./open-stream.js";

interface PanelActions {
  retry: () => void;
  chooseVideo: () => void;
  choosePictures: () => void;
}

/** Says what is in the way, and offers the ways that work. */
export function createProblemPanel(problem: Problem, actions: PanelActions): HTMLElement {
  const buttons = [
    createButton(text("chooseVideo"), "primary", actions.chooseVideo),
    createButton(text("choosePictures"), "", actions.choosePictures),
  ];
  if (problem !== "insecure") buttons.push(createButton(text("tryAgain"), "quiet", actions.retry));
  return createElement(
    "div",
    { class: "maker-problem", role: "alert" },
    createIcon("warn"),
    createElement("h3", {}, text(problem)),
    createElement("p", { class: "soft" }, text(`${problem}Hint`)),
    createElement("div", { class: "maker-actions" }, ...buttons),
  );
}

export function createOffPanel(kind: LiveKind, turnOn: () => void): HTMLElement {
  return createElement(
    "div",
    { class: "maker-problem", role: "status" },
    createElement("p", {}, text(kind === "screen" ? "offScreen" : "off")),
    createButton(text("turnOn"), "primary", turnOn),
  );
}

export function createButton(label: string, kind: string, onClick: () => void): HTMLButtonElement {
  const button = createElement("button", { class: `button ${kind}`.trim(), type: "button" }, label);
  button.addEventListener("click", onClick);
  return button;
}
