import type { Member } from "../../../shared/events.js";
import { MemberRun } from "../../../shared/render/member-run.js";
import { createElement, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { keepScrollPosition } from "./scroll.js";

interface RunLine {
  run: MemberRun;
  element: HTMLElement;
}

const list = getElement("[data-chats]");
let latest: RunLine | undefined;
const leftIn = new Map<string, RunLine>();
const MAX_LEFT = 200;

/** These are not stored, so they are gone after a reload. */
export function addSystemMessage(...content: (string | Node)[]): HTMLElement {
  return addLine(createElement("li", { class: "line" }, ...content));
}

export function addLine(element: HTMLElement): HTMLElement {
  keepScrollPosition(() => list.insertBefore(element, firstPending()));
  return element;
}

export function showJoined(member: Member): void {
  const left = leftIn.get(member.id);
  leftIn.delete(member.id);
  if (left?.run.forgetLeft(member.id, Date.now())) update(left);
  else change((run) => run.come(member, Date.now()));
}

export function showLeft(member: Member): void {
  if (leftIn.size >= MAX_LEFT) leftIn.delete(leftIn.keys().next().value!);
  leftIn.set(
    member.id,
    change((run) => run.leave(member, Date.now())),
  );
}

export const showRenamed = (member: Member, before: string): void =>
  void change((run) => run.rename(member, before));

/** Changes the last line while nothing was said after it, else begins one. */
function change(apply: (run: MemberRun) => void): RunLine {
  const pending = firstPending();
  const last = pending ? pending.previousElementSibling : list.lastElementChild;
  const line =
    latest && last === latest.element
      ? latest
      : { run: new MemberRun(), element: createElement("li", { class: "line" }) };
  apply(line.run);
  latest = line;
  update(line);
  return line;
}

function update({ run, element }: RunLine): void {
  element.textContent = run.toText(t);
  keepScrollPosition(() => {
    if (run.isEmpty) element.remove();
    else if (!element.isConnected) list.insertBefore(element, firstPending());
  });
}

const firstPending = (): Element | null => list.querySelector("[data-waiting]");
