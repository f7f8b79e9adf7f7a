import type { ShelfTexts } from "./en.js";

const ptBR: ShelfTexts = {
  title: "Enviar uma imagem",
  make: "Criar GIF",
  files: "Arquivos",
  room: "Desta sala",
  mine: "Minhas",
  pack: "Da casa",
  search: "Buscar",
  found_one: "{{count}} imagem encontrada",
  found_other: "{{count}} imagens encontradas",
  loading: "Um momento…",
  failed: "As imagens não carregaram. Tente de novo.",
  roomEmpty: "Nenhuma imagem nesta sala ainda. A primeira é sua.",
  mineEmpty:
    "Favorite uma imagem para guardá-la aqui. Ela fica só neste navegador, mesmo depois que a sala acaba.",
  unnamed: "Uma imagem sem descrição",
  starred: "Guardada em Minhas, só neste navegador.",
  unstarred: "Não está mais em Minhas.",
  noStorage: "Este navegador não guarda nada deste site, como em uma janela anônima. Nada foi favoritado.",
  full: "A aba Minhas está cheia: cabem 200 imagens ou 100 MB. Remova algumas primeiro.",
  kept_one: "{{count}} de {{max}} imagens, só neste navegador",
  kept_other: "{{count}} de {{max}} imagens, só neste navegador",
  export: "Salvar zip",
  import: "Abrir zip",
  remove: "Remover",
  undo: "Desfazer",
  imported_one: "{{count}} imagem adicionada.",
  imported_other: "{{count}} imagens adicionadas.",
  skipped_one: "{{count}} arquivo ficou de fora: não é imagem, é grande demais ou já está aqui.",
  skipped_other: "{{count}} arquivos ficaram de fora: não são imagens, são grandes demais ou já estão aqui.",
  badZip: "Não dá para ler este arquivo como zip.",
};

export default ptBR;
