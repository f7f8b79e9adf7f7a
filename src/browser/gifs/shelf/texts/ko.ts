import type { ShelfTexts } from "./en.js";

const ko: ShelfTexts = {
  title: "사진과 GIF 보내기",
  make: "GIF 만들기",
  files: "파일 고르기",
  room: "이 방",
  mine: "내 보관함",
  pack: "기본 GIF",
  search: "찾기",
  found_other: "{{count}}개를 찾았어요",
  loading: "잠시만요…",
  failed: "사진을 불러오지 못했어요. 다시 시도해 주세요.",
  roomEmpty: "이 방에는 아직 사진이 없어요. 첫 사진을 보내 보세요.",
  mineEmpty: "사진에 별표를 하면 여기에 모여요. 방이 사라져도 남아 있고, 이 브라우저에만 저장돼요.",
  unnamed: "설명이 없는 사진",
  starred: "내 보관함에 담았어요. 이 브라우저에만 있어요.",
  unstarred: "내 보관함에서 뺐어요.",
  noStorage: "시크릿 창처럼 이 브라우저가 사이트에 아무것도 저장하지 않아서 담지 못했어요.",
  full: "내 보관함이 가득 찼어요. 200개, 100MB까지 담을 수 있으니 먼저 몇 개를 빼 주세요.",
  kept_other: "사진 {{max}}장 중 {{count}}장, 이 브라우저에만 있어요",
  export: "zip으로 저장",
  import: "zip 추가",
  remove: "빼기",
  undo: "되돌리기",
  imported_other: "사진 {{count}}장을 더했어요.",
  skipped_other: "파일 {{count}}개는 뺐어요. 사진이 아니거나, 너무 크거나, 이미 있어요.",
  badZip: "읽을 수 있는 zip 파일이 아니에요.",
};

export default ko;
