import { createLateIcon } from "../elements/late-icon.js";

const shapes = {
  camera:
    "M4 8.5A1.5 1.5 0 0 1 5.5 7h2.2l1.4-2.5h5.8L16.3 7h2.2A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5ZM15.5 12.8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0Z",
  screen:
    "M3.5 6A1.5 1.5 0 0 1 5 4.5h14A1.5 1.5 0 0 1 20.5 6v9a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15ZM8.5 20h7M12 16.5V20",
  video:
    "M3.5 7A1.5 1.5 0 0 1 5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17ZM7.5 5.5v13M16.5 5.5v13M3.5 12h4M16.5 12h4M3.5 8.7h4M16.5 8.7h4M3.5 15.3h4M16.5 15.3h4",
  pictures:
    "M7 7.5A1.5 1.5 0 0 1 8.5 6h10A1.5 1.5 0 0 1 20 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-10A1.5 1.5 0 0 1 7 16.5ZM7.3 17l4.2-4.5 2.5 2.5 2-2 3.7 3.7M16 9.8h.01M4 9v9.5A2.5 2.5 0 0 0 6.5 21H17",
  flip: "M4.5 11A7.5 7.5 0 0 1 18 7l2 2.2M20 4.5v4.7h-4.7M19.5 13A7.5 7.5 0 0 1 6 17l-2-2.2M4 19.5v-4.7h4.7",
  crop: "M7 3v14h14M3 7h14v14",
} as const;

export type MakerIcon = keyof typeof shapes;

const namespace = "http://www.w3.org/2000/svg";

export const createMakerIcon = (name: MakerIcon): SVGSVGElement => createLateIcon(shapes[name]);

/** Fills up with the share of a recording that is done. */
export function createRing(): { element: SVGSVGElement; show: (share: number) => void } {
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("class", "maker-ring");
  svg.setAttribute("viewBox", "0 0 72 72");
  svg.setAttribute("aria-hidden", "true");
  const circles = ["track", "done"].map((name) => {
    const circle = document.createElementNS(namespace, "circle");
    for (const [key, value] of Object.entries({ class: name, cx: 36, cy: 36, r: 33, pathLength: 100 }))
      circle.setAttribute(key, String(value));
    return circle;
  });
  svg.append(...circles);
  const show = (share: number) => circles[1]!.setAttribute("stroke-dasharray", `${share * 100} 100`);
  show(0);
  return { element: svg, show };
}
