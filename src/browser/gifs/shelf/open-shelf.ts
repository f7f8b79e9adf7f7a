import { getElement } from "../../base/dom.js";
import { loadStyles } from "../../base/load-styles.js";
import { keepAboveKeyboard, placeNear } from "../../emoji/place-near.js";
import { Shelf, type ShelfParts } from "./shelf.js";
import { MineTab } from "./tabs/mine-tab.js";
import { PackTab } from "./tabs/pack-tab.js";
import { RoomTab, type ShelfRoom } from "./tabs/room-tab.js";
import { loadTexts } from "./texts/load-texts.js";

export interface ShelfOptions extends ShelfRoom, Pick<ShelfParts, "send" | "addMade"> {
  isReadOnly: () => boolean;
}

/** Then the focus is back where it was. */
export async function openShelf(anchor: HTMLElement, options: ShelfOptions): Promise<void> {
  await Promise.all([loadStyles("shelf"), loadTexts()]);
  if (document.querySelector("dialog[open]") || getElement("[data-composer]").hidden) return;
  const createTab: ShelfParts["createTab"] = (name, onChange) => {
    if (name === "room") return new RoomTab(options, { onChange });
    return name === "mine" ? new MineTab({ onChange }) : new PackTab();
  };
  const { send, addMade } = options;
  show(new Shelf({ createTab, send, addMade }), anchor, options);
}

function show(shelf: Shelf, anchor: HTMLElement, { socket, isReadOnly }: ShelfOptions): void {
  const { dialog } = shelf;
  const place = () => placeNear(dialog, anchor);
  const avoidKeyboard = () => keepAboveKeyboard(dialog);
  const closeIfSilent = () => isReadOnly() && dialog.close();
  document.body.append(dialog);
  dialog.showModal();
  place();
  addEventListener("resize", place);
  window.visualViewport?.addEventListener("resize", avoidKeyboard);
  for (const event of ["updateRoom", "hosts", "welcome"] as const) socket.on(event, closeIfSilent);
  dialog.addEventListener("close", () => {
    removeEventListener("resize", place);
    window.visualViewport?.removeEventListener("resize", avoidKeyboard);
    for (const event of ["updateRoom", "hosts", "welcome"] as const) socket.off(event, closeIfSilent);
    shelf.close();
    dialog.remove();
    if (!getElement("[data-composer]").hidden) anchor.focus();
  });
}
