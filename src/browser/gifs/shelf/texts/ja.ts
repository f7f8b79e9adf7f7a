import type { ShelfTexts } from "./en.js";

const ja: ShelfTexts = {
  title: "画像を送る",
  make: "GIF を作る",
  files: "画像を選ぶ",
  room: "この部屋",
  mine: "お気に入り",
  pack: "スタンプ",
  search: "検索",
  found_other: "{{count}} 件見つかりました",
  loading: "読み込み中…",
  failed: "画像を読み込めませんでした。もう一度お試しください。",
  roomEmpty: "この部屋にはまだ画像がありません。最初の 1 枚をどうぞ。",
  mineEmpty:
    "お気に入りにした画像はここに集まります。保存先はこのブラウザだけで、部屋がなくなっても残ります。",
  unnamed: "説明のない画像",
  starred: "お気に入りに追加しました。このブラウザだけに残ります。",
  unstarred: "お気に入りから外しました。",
  noStorage:
    "プライベートウィンドウのように、このブラウザはこのサイトのデータを保存しないため、お気に入りに追加できませんでした。",
  full: "お気に入りがいっぱいです。200 枚、100 MB まで入るので、先にいくつか外すと追加できます。",
  kept_other: "{{max}} 枚中 {{count}} 枚、このブラウザだけに保存",
  export: "zip で保存",
  import: "zip を追加",
  remove: "外す",
  undo: "元に戻す",
  imported_other: "画像を {{count}} 枚追加しました。",
  skipped_other: "{{count}} 個のファイルを外しました。画像ではないか、大きすぎるか、すでにあります。",
  badZip: "読み取れる zip ファイルではありません。",
};

export default ja;
