import { person } from "./chip.js";

export const cherry = person(14, "cherry", 0.68);
export const coral = person(42, "coral", 0.71);
export const amber = person(78, "amber", 0.77);
export const leaf = person(138, "leaf", 0.74);
export const mint = person(168, "mint", 0.74);
export const sky = person(232, "sky", 0.71);
export const iris = person(285, "iris", 0.68);
export const orchid = person(335, "orchid", 0.71);
