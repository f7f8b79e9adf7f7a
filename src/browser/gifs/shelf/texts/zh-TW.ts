import type { ShelfTexts } from "./en.js";

const zhTW: ShelfTexts = {
  title: "傳送圖片",
  make: "製作 GIF",
  files: "選擇檔案",
  room: "這個房間",
  mine: "收藏",
  pack: "貼圖",
  search: "搜尋",
  found_other: "找到 {{count}} 張圖片",
  loading: "請稍候…",
  failed: "無法載入圖片，請再試一次。",
  roomEmpty: "這個房間還沒有圖片，第一張由你來傳。",
  mineEmpty: "收藏的圖片會放在這裡。只存在這個瀏覽器裡，房間消失後也還在。",
  unnamed: "沒有描述的圖片",
  starred: "已收藏，只存在這個瀏覽器裡。",
  unstarred: "已取消收藏。",
  noStorage: "這個瀏覽器不為本站儲存資料（例如無痕視窗），所以沒有收藏成功。",
  full: "收藏已滿：最多 200 張圖片或 100 MB。請先移除一些。",
  kept_other: "{{count}} 張圖片，最多 {{max}} 張，只存在這個瀏覽器裡",
  export: "存成 zip",
  import: "匯入 zip",
  remove: "移除",
  undo: "復原",
  imported_other: "已加入 {{count}} 張圖片。",
  skipped_other: "有 {{count}} 個檔案沒有加入：不是圖片、太大，或已經收藏過。",
  badZip: "這個檔案不是能讀取的 zip。",
};

export default zhTW;
