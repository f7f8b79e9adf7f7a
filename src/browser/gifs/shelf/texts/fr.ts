import type { ShelfTexts } from "./en.js";

const fr: ShelfTexts = {
  title: "Envoyer une image",
  make: "Créer un GIF",
  files: "Tes fichiers",
  room: "Ce salon",
  mine: "Favoris",
  pack: "Pack",
  search: "Chercher",
  found_one: "{{count}} image trouvée",
  found_other: "{{count}} images trouvées",
  loading: "Un instant…",
  failed: "Les images ne se sont pas chargées. Réessaie.",
  roomEmpty: "Pas encore d’image dans ce salon. À toi la première.",
  mineEmpty:
    "Ajoute une image aux favoris pour la garder ici. Elle reste dans ce navigateur seulement, même quand le salon a disparu.",
  unnamed: "Une image sans description",
  starred: "Ajoutée aux favoris, dans ce navigateur seulement.",
  unstarred: "Retirée des favoris.",
  noStorage: "Ce navigateur ne garde rien pour ce site, comme en navigation privée. Rien n’a été ajouté.",
  full: "Les favoris sont pleins : 200 images ou 100 Mo au plus. Enlèves-en d’abord.",
  kept_one: "{{count}} image sur {{max}}, dans ce navigateur seulement",
  kept_other: "{{count}} images sur {{max}}, dans ce navigateur seulement",
  export: "Enregistrer en zip",
  import: "Ajouter un zip",
  remove: "Enlever",
  undo: "Annuler",
  imported_one: "{{count}} image ajoutée.",
  imported_other: "{{count}} images ajoutées.",
  skipped_one: "{{count}} fichier laissé de côté : pas une image, trop lourd ou déjà là.",
  skipped_other: "{{count}} fichiers laissés de côté : pas des images, trop lourds ou déjà là.",
  badZip: "Ce fichier n’est pas un zip lisible.",
};

export default fr;
