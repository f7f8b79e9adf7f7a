import type { Language } from "../../../src/shared/i18n/languages.js";

/** What people write in a language, so that a picture of it shows its letters and lines. */
export interface Spoken {
  names: [ann: string, bob: string];
  /** Titles: open, secret, full, locked. */
  rooms: [string, string, string, string];
  title: string;
  said: [hello: string, answer: string, long: string];
  /** Describes a picture. */
  alt: string;
  whispered: string;
}

export const spoken: Record<Language, Spoken> = {
  en: {
    names: ["Mina", "Otto"],
    rooms: ["Board games on Friday", "Team lunch", "Reading the same book", "Train 417, carriage 6"],
    title: "Late night cats",
    said: [
      "Is anyone else awake?",
      "Unfortunately. The cat has decided that it is morning.",
      "Mine sits on the keyboard, so if I type `asdfffff` you know who it was. There is a whole page about why they do that: https://en.wikipedia.org/wiki/Cat_behavior",
    ],
    alt: "A cat sways from side to side and winks",
    whispered: "She looks guilty",
  },
  ko: {
    names: ["미나", "오토"],
    rooms: ["금요일 보드게임", "팀 점심", "같은 책 읽는 사람들", "417호 열차 6호차"],
    title: "늦은 밤 고양이들",
    said: [
      "아직 안 자는 사람 있어요?",
      "네… 고양이가 벌써 아침이라고 정했어요.",
      "저희 집 애는 키보드 위에 앉아 있어요. `ㅁㄴㅇㄹㄹㄹ`라고 오면 걔예요. 왜 그러는지 정리해 둔 글이 있어요: https://ko.wikipedia.org/wiki/고양이",
    ],
    alt: "고양이가 좌우로 몸을 흔들며 윙크해요",
    whispered: "표정 좀 보세요",
  },
  ja: {
    names: ["みな", "オットー"],
    rooms: ["金曜日のボードゲーム会", "チームのランチ", "同じ本を読んでいる人たち", "417号列車の6号車"],
    title: "夜ふかしの猫たち",
    said: [
      "まだ起きてる人、いますか？",
      "残念ながら。うちの猫が「もう朝だ」と決めてしまって。",
      "うちの子はキーボードの上に座っているので、`っっっっあああ`と届いたら犯人は猫です。理由をまとめたページがありました：https://ja.wikipedia.org/wiki/ネコ",
    ],
    alt: "猫が左右にゆれながらウインクする",
    whispered: "あの顔、見ました？",
  },
  "zh-CN": {
    names: ["小米", "奥托"],
    rooms: ["周五桌游夜", "团队午餐", "一起读同一本书的人", "417次列车6号车厢"],
    title: "深夜的猫咪们",
    said: [
      "还有人没睡吗？",
      "很遗憾，没睡。我家的猫认定现在已经是早上了。",
      "我家那只坐在键盘上，所以如果你看到`哈哈哈哈哈`，就知道是谁打的了。有一整页在讲它们为什么这样：https://zh.wikipedia.org/wiki/猫",
    ],
    alt: "一只猫左右摇摆，眨了眨眼",
    whispered: "你看它那表情",
  },
  "zh-TW": {
    names: ["小米", "奧托"],
    rooms: ["週五桌遊夜", "團隊午餐", "一起讀同一本書的人", "417次列車6號車廂"],
    title: "深夜的貓咪們",
    said: [
      "還有人沒睡嗎？",
      "很遺憾，沒睡。我家的貓認定現在已經是早上了。",
      "我家那隻坐在鍵盤上，所以如果你看到`ㄏㄏㄏㄏㄏ`，就知道是誰打的了。有一整頁在講牠們為什麼這樣：https://zh.wikipedia.org/wiki/貓",
    ],
    alt: "一隻貓左右搖擺，眨了眨眼",
    whispered: "你看牠那表情",
  },
  es: {
    names: ["Martina", "Íñigo"],
    rooms: [
      "Juegos de mesa del viernes",
      "Comida del equipo",
      "Leyendo el mismo libro",
      "Tren 417, vagón número 6",
    ],
    title: "Gatos trasnochadores",
    said: [
      "¿Queda alguien más despierto?",
      "Por desgracia, sí. El gato ha decidido que ya es de día.",
      "La mía se sienta en el teclado, así que si llega `asdfñññ` ya sabéis quién ha sido. Hay una página entera que explica por qué lo hacen: https://es.wikipedia.org/wiki/Felis_catus",
    ],
    alt: "Un gato se balancea de un lado a otro y guiña un ojo",
    whispered: "Mira qué cara de culpable",
  },
  fr: {
    names: ["Clémence", "Benoît"],
    rooms: [
      "Jeux de société du vendredi",
      "Déjeuner d’équipe",
      "On lit tous le même livre",
      "Train 417, voiture nº 6",
    ],
    title: "Chats de fin de soirée",
    said: [
      "Quelqu’un d’autre est encore réveillé ?",
      "Malheureusement. Le chat a décidé que c’était déjà le matin.",
      "La mienne s’assoit sur le clavier : si je tape `qsdfffff`, vous saurez qui c’était. Il y a toute une page qui explique pourquoi : https://fr.wikipedia.org/wiki/Chat",
    ],
    alt: "Un chat se balance d’un côté à l’autre et fait un clin d’œil",
    whispered: "Regarde son air coupable",
  },
  de: {
    names: ["Änne", "Großvater"],
    rooms: [
      "Brettspielabend am Freitag",
      "Mittagessen im Team",
      "Wir lesen dasselbe Buch",
      "Zugverspätungsgemeinschaft ICE 417",
    ],
    title: "Nachtschwärmerkatzen",
    said: [
      "Ist sonst noch jemand wach?",
      "Leider ja. Die Katze hat beschlossen, dass es Morgen ist.",
      "Meine sitzt auf der Tastatur: Wenn `asdföööö` kommt, wisst ihr, wer es war. Es gibt eine ganze Seite darüber, warum sie das tun: https://de.wikipedia.org/wiki/Hauskatze",
    ],
    alt: "Eine Katze wiegt sich hin und her und zwinkert",
    whispered: "Die guckt ganz schuldbewusst",
  },
  "pt-BR": {
    names: ["Conceição", "João"],
    rooms: [
      "Jogos de tabuleiro na sexta",
      "Almoço da equipe",
      "Lendo o mesmo livro",
      "Trem 417, vagão número 6",
    ],
    title: "Gatos da madrugada",
    said: [
      "Tem mais alguém acordado?",
      "Infelizmente. O gato decidiu que já é de manhã.",
      "A minha senta no teclado, então, se chegar `asdfççç`, vocês já sabem quem foi. Tem uma página inteira explicando por que eles fazem isso: https://pt.wikipedia.org/wiki/Gato",
    ],
    alt: "Um gato balança de um lado para o outro e pisca",
    whispered: "Olha a cara de culpada dela",
  },
  ar: {
    names: ["ليلى", "דניאל"],
    rooms: ["ألعاب الطاولة يوم الجمعة", "غداء فريق UX", "نقرأ الكتاب نفسه", "القطار 417، العربة 6"],
    title: "قطط آخر الليل (GIF)",
    said: [
      "هل ما زال أحد مستيقظًا؟",
      "للأسف نعم. The cat قررت أن الصباح قد حلّ.",
      "قطتي تجلس على لوحة المفاتيح، فإن وصلتكم `شسيبلل` فأنتم تعرفون من كتبها. هناك صفحة كاملة تشرح السبب: https://ar.wikipedia.org/wiki/قط وفيها 12 صورة.",
    ],
    alt: "قطة تتمايل يمينًا ويسارًا وتغمز",
    whispered: "انظر إلى وجهها",
  },
};
