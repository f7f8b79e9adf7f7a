import type { ShelfTexts } from "./en.js";

const es: ShelfTexts = {
  title: "Enviar una imagen",
  make: "Crear un GIF",
  files: "Archivos",
  room: "Esta sala",
  mine: "Mías",
  pack: "Colección",
  search: "Buscar",
  found_one: "{{count}} imagen encontrada",
  found_other: "{{count}} imágenes encontradas",
  loading: "Un momento…",
  failed: "Las imágenes no se cargaron. Inténtalo de nuevo.",
  roomEmpty: "Aún no hay imágenes en esta sala. La primera es tuya.",
  mineEmpty:
    "Marca una imagen con estrella para guardarla aquí. Se queda solo en este navegador, también cuando la sala ya no existe.",
  unnamed: "Una imagen sin descripción",
  starred: "Guardada en Mías, solo en este navegador.",
  unstarred: "Ya no está en Mías.",
  noStorage:
    "Este navegador no guarda nada de este sitio, como en una ventana privada. No se marcó nada con estrella.",
  full: "En Mías no cabe más: el límite son 200 imágenes o 100 MB. Quita algunas primero.",
  kept_one: "{{count}} de {{max}} imágenes, solo en este navegador",
  kept_other: "{{count}} de {{max}} imágenes, solo en este navegador",
  export: "Guardar como zip",
  import: "Añadir un zip",
  remove: "Quitar",
  undo: "Deshacer",
  imported_one: "{{count}} imagen añadida.",
  imported_other: "{{count}} imágenes añadidas.",
  skipped_one: "{{count}} archivo quedó fuera: no es una imagen, pesa demasiado o ya estaba aquí.",
  skipped_other: "{{count}} archivos quedaron fuera: no son imágenes, pesan demasiado o ya estaban aquí.",
  badZip: "Este archivo no es un zip que se pueda leer.",
};

export default es;
