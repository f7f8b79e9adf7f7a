import { findAll } from "../base/dom.js";

const countColumns = (grid: Element): number => getComputedStyle(grid).gridTemplateColumns.split(" ").length;

interface GridSelectors {
  item: string;
  grid: string;
}

const emojiGrids = { item: "[data-emoji]", grid: ".emoji-grid" };

/** Arrows, Home and End among the buttons of several grids, one below the other. `undefined` for other keys. */
export function findNext(
  key: string,
  from: HTMLElement,
  list: HTMLElement,
  { item, grid }: GridSelectors = emojiGrids,
): HTMLElement | undefined {
  const all = findAll(item, list);
  const place = all.indexOf(from);
  const forward = getComputedStyle(list).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key === "ArrowUp" || key === "ArrowDown")
    return findInColumn(key === "ArrowDown" ? 1 : -1, from, findAll(grid, list));
  if (key === "ArrowLeft" || key === "ArrowRight") return all[place + (key === forward ? 1 : -1)] ?? from;
  return undefined;
}

function findInColumn(step: 1 | -1, from: HTMLElement, grids: HTMLElement[]): HTMLElement | undefined {
  const grid = from.parentElement!;
  const columns = countColumns(grid);
  const cells = [...grid.children];
  const place = cells.indexOf(from);
  const next = cells[place + step * columns];
  const isLastRow = Math.floor(place / columns) === Math.floor((cells.length - 1) / columns);
  if (next) return next as HTMLElement;
  if (step > 0 && !isLastRow) return cells.at(-1) as HTMLElement;
  const neighbor = grids[grids.indexOf(grid) + step];
  if (!neighbor) return from;
  const count = neighbor.children.length;
  const rowStart = step > 0 ? 0 : Math.floor((count - 1) / columns) * columns;
  return neighbor.children[Math.min(rowStart + (place % columns), count - 1)] as HTMLElement;
}
