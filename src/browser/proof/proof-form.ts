import { createElement, findAll } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { solvePuzzle } from "./solve.js";

export async function submitWithProof(form: HTMLFormElement): Promise<void> {
  if (form.classList.contains("solving")) return;
  const { proof: purpose = "", proofNow } = form.dataset;
  const proof = await solveIn(form, purpose);
  if (proof !== undefined) setProof(form, proof);
  else if (proofNow !== undefined) return;
  send(form);
}

/** Shows the progress in the form. Undefined if this browser cannot solve the puzzle. */
export async function solveIn(form: HTMLFormElement, purpose: string): Promise<string | undefined> {
  const showProgress = startProgress(form);
  try {
    return await solvePuzzle(purpose, form.dataset.proofWorker ?? "", showProgress);
  } catch (error) {
    console.warn(error);
    stopProgress(form);
    form.classList.add("failed");
    return undefined;
  }
}

function send(form: HTMLFormElement): void {
  const isSent = !form.dispatchEvent(new CustomEvent("proven", { bubbles: true, cancelable: true }));
  if (isSent) return resetForm(form);
  addEventListener("pageshow", () => resetForm(form), { once: true });
  if (form.dataset.proofNow !== undefined && form.dataset.proof === "enter") void enter(form);
  else form.submit();
}

/** Leaves no page behind that one would come back to. */
async function enter(form: HTMLFormElement): Promise<void> {
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  const body = new URLSearchParams(fields);
  const init = { method: "POST", body, headers: { accept: "application/json" } };
  const answer = await fetch(form.action, init).catch(() => undefined);
  if (answer?.ok) location.replace(body.get("here") ?? form.action.replace(/\/enter$/, ""));
  else form.submit();
}

function startProgress(form: HTMLFormElement): (done: number) => void {
  form.classList.add("solving");
  form.ariaBusy = "true";
  if (!form.querySelector(".meter")) {
    setDisabled(form, true);
    form.append(createStatus());
  }
  const bar = form.querySelector<HTMLElement>(".meter > span");
  return (done) => bar?.style.setProperty("--done", String(done));
}

function stopProgress(form: HTMLFormElement): void {
  form.classList.remove("solving");
  form.ariaBusy = null;
  setDisabled(form, false);
  form.querySelector(".proof-status")?.remove();
}

export function resetForm(form: HTMLFormElement): void {
  stopProgress(form);
  form.classList.remove("failed");
  form.querySelector("[name=proof]")?.remove();
}

function setDisabled(form: HTMLFormElement, disabled: boolean): void {
  for (const button of findAll<HTMLButtonElement>("button", form)) button.disabled = disabled;
}

const createStatus = (): HTMLElement =>
  createElement(
    "div",
    { class: "proof-status", role: "status" },
    createElement("p", {}, t("proof.solving")),
    createElement("p", { class: "meter", "aria-hidden": "true" }, createElement("span")),
  );

function setProof(form: HTMLFormElement, proof: string): void {
  form.querySelector("[name=proof]")?.remove();
  form.append(createElement("input", { type: "hidden", name: "proof", value: proof }));
}
