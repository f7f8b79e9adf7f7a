import type { ShelfTexts } from "./en.js";

const de: ShelfTexts = {
  title: "Bild senden",
  make: "GIF erstellen",
  files: "Dateien",
  room: "Dieser Raum",
  mine: "Meine",
  pack: "Fertige GIFs",
  search: "Suchen",
  found_one: "{{count}} Bild gefunden",
  found_other: "{{count}} Bilder gefunden",
  loading: "Einen Moment …",
  failed: "Die Bilder ließen sich nicht laden. Bitte versuch es noch mal.",
  roomEmpty: "Noch keine Bilder in diesem Raum. Das erste kommt von dir.",
  mineEmpty:
    "Merk dir ein Bild, dann bleibt es hier. Es liegt nur in diesem Browser, auch wenn der Raum weg ist.",
  unnamed: "Ein Bild ohne Beschreibung",
  starred: "Liegt jetzt unter „Meine“, nur in diesem Browser.",
  unstarred: "Nicht mehr unter „Meine“.",
  noStorage:
    "Dieser Browser behält nichts für diese Website, wie in einem privaten Fenster. Das Bild wurde nicht gemerkt.",
  full: "„Meine“ ist voll: Es passen 200 Bilder oder 100 MB rein. Nimm erst ein paar raus.",
  kept_one: "{{count}} von {{max}} Bildern, nur in diesem Browser",
  kept_other: "{{count}} von {{max}} Bildern, nur in diesem Browser",
  export: "Als ZIP speichern",
  import: "ZIP hinzufügen",
  remove: "Entfernen",
  undo: "Rückgängig",
  imported_one: "{{count}} Bild hinzugefügt.",
  imported_other: "{{count}} Bilder hinzugefügt.",
  skipped_one: "{{count}} Datei ausgelassen: kein Bild, zu groß oder schon hier.",
  skipped_other: "{{count}} Dateien ausgelassen: keine Bilder, zu groß oder schon hier.",
  badZip: "Diese Datei ist kein lesbares ZIP.",
};

export default de;
