import type { CatalogueOf, KeyOf } from "../../../../shared/i18n/catalogue.js";

/** Loaded with the shelf. Its keys are those that every other language must have. */
const en = {
  title: "Send a picture",
  make: "Make a GIF",
  files: "Choose files",
  room: "This room",
  mine: "Mine",
  pack: "Pack",
  search: "Search",
  found_one: "{{count}} picture found",
  found_other: "{{count}} pictures found",
  loading: "One moment…",
  failed: "The pictures did not load. Please try again.",
  roomEmpty: "No pictures in this room yet. The first one is yours.",
  mineEmpty: "Star a picture to keep it here. It stays in this browser alone, also when the room is gone.",
  unnamed: "A picture without a description",
  starred: "Kept under Mine, in this browser alone.",
  unstarred: "No longer under Mine.",
  noStorage: "This browser keeps nothing for this site, as in a private window. Nothing was starred.",
  full: "Mine is full: it holds 200 pictures or 100 MB. Remove some first.",
  kept_one: "{{count}} of {{max}} pictures, in this browser alone",
  kept_other: "{{count}} of {{max}} pictures, in this browser alone",
  export: "Save as zip",
  import: "Add a zip",
  remove: "Remove",
  undo: "Undo",
  imported_one: "{{count}} picture added.",
  imported_other: "{{count}} pictures added.",
  skipped_one: "{{count}} file left out: no picture, too large, or here already.",
  skipped_other: "{{count}} files left out: no pictures, too large, or here already.",
  badZip: "This file is no zip that can be read.",
} as const;

export default en;

export type ShelfKey = KeyOf<keyof typeof en>;
export type ShelfTexts = CatalogueOf<keyof typeof en>;
