import { isolate } from "../../../shared/i18n/isolate.js";
import { createElement, delegate } from "../../base/dom.js";
import { t } from "../../base/i18n.js";

/** How close to the edge a finger makes the list scroll, and how far. */
const EDGE_PX = 32;
const STEP_PX = 8;

/** The order of the tray's parcels, by dragging their handles or with the arrow keys on one. */
export function startMoving(parcels: HTMLElement, onMoved: (order: Element[]) => void): void {
  const said = createElement("p", { class: "visually-hidden", role: "status" });
  let moving: HTMLElement | undefined;
  const list = () => [...parcels.querySelectorAll<HTMLElement>(":scope > .parcel")];
  const finish = () => {
    moving?.classList.remove("moving");
    if (moving) onMoved(list());
    moving = undefined;
  };
  delegate(parcels, "pointerdown", ".move", (handle, event) => {
    if (event.button !== 0) return;
    handle.setPointerCapture(event.pointerId);
    moving = toParcel(handle);
    moving.classList.add("moving");
  });
  delegate(parcels, "pointermove", ".move", (_, { clientY }) => {
    if (!moving) return;
    scrollAtEdge(parcels, clientY);
    while (passes(moving, clientY, -1)) step(moving, -1);
    while (passes(moving, clientY, 1)) step(moving, 1);
  });
  delegate(parcels, "pointerup", ".move", finish);
  delegate(parcels, "pointercancel", ".move", finish);
  delegate(parcels, "keydown", ".move", (handle, event) => {
    const direction = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key];
    if (!direction) return;
    event.preventDefault();
    const parcel = toParcel(handle);
    if (!step(parcel, direction)) return;
    parcel.scrollIntoView({ block: "nearest" });
    const order = list();
    onMoved(order);
    if (!said.isConnected) parcels.append(said);
    const name = isolate(handle.dataset.name ?? "");
    said.textContent = t("tray.moved", { name, number: order.indexOf(parcel) + 1, count: order.length });
  });
}

const toParcel = (handle: HTMLElement): HTMLElement => handle.closest<HTMLElement>(".parcel")!;

function neighbour(parcel: HTMLElement, direction: -1 | 1): Element | undefined {
  const next = direction < 0 ? parcel.previousElementSibling : parcel.nextElementSibling;
  return next?.matches(".parcel") ? next : undefined;
}

/** Moves the other one: the element that is dragged or has the focus would lose the pointer or the focus. */
function step(parcel: HTMLElement, direction: -1 | 1): boolean {
  const other = neighbour(parcel, direction);
  if (direction < 0 && other) parcel.after(other);
  else if (other) parcel.before(other);
  return other !== undefined;
}

function passes(parcel: HTMLElement, y: number, direction: -1 | 1): boolean {
  const box = neighbour(parcel, direction)?.getBoundingClientRect();
  if (!box) return false;
  const middle = box.top + box.height / 2;
  return direction < 0 ? y < middle : y > middle;
}

function scrollAtEdge(list: HTMLElement, y: number): void {
  const { top, bottom } = list.getBoundingClientRect();
  if (y < top + EDGE_PX) list.scrollTop -= STEP_PX;
  else if (y > bottom - EDGE_PX) list.scrollTop += STEP_PX;
}
