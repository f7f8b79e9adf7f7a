import type { ShelfTexts } from "./en.js";

const zhCN: ShelfTexts = {
  title: "发送图片",
  make: "制作 GIF",
  files: "选择文件",
  room: "这个房间",
  mine: "收藏",
  pack: "表情包",
  search: "搜索",
  found_other: "找到{{count}}张图片",
  loading: "请稍等…",
  failed: "图片没有加载出来，请重试。",
  roomEmpty: "这个房间还没有图片，第一张由你来发。",
  mineEmpty: "收藏的图片会放在这里。它们只保存在这个浏览器里，房间消失后也还在。",
  unnamed: "没有描述的图片",
  starred: "已收藏，只保存在这个浏览器里。",
  unstarred: "已取消收藏。",
  noStorage: "这个浏览器不为本站保存数据（例如无痕窗口），所以没有收藏成功。",
  full: "收藏已满：最多200张图片或 100 MB。请先移除一些。",
  kept_other: "{{count}}张图片，最多{{max}}张，只在这个浏览器里",
  export: "存为 zip",
  import: "导入 zip",
  remove: "移除",
  undo: "撤销",
  imported_other: "已添加{{count}}张图片。",
  skipped_other: "有{{count}}个文件没有添加：不是图片、太大，或已经收藏过。",
  badZip: "这个文件不是能读取的 zip。",
};

export default zhCN;
