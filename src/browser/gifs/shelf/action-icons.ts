import { createLateIcon } from "../../elements/late-icon.js";

const shapes = {
  camera:
    "M4 7.5h3L8.5 5h7L17 7.5h3A1.5 1.5 0 0 1 21.5 9v9a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 18V9A1.5 1.5 0 0 1 4 7.5ZM15.5 13a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0Z",
  files:
    "M6 4h12a2.5 2.5 0 0 1 2.5 2.5v11A2.5 2.5 0 0 1 18 20H6a2.5 2.5 0 0 1-2.5-2.5v-11A2.5 2.5 0 0 1 6 4ZM10.5 9.5a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0ZM4 17.5l5-4.5 3.5 3 3-2.5 4.5 4",
} as const;

export type ActionIcon = keyof typeof shapes;

export const createActionIcon = (name: ActionIcon): SVGSVGElement => createLateIcon(shapes[name]);
