/** Who says what in the pictures: a person's number and their words; a number alone sends a cat. */
export interface Story {
  names: (string | null)[];
  rooms: { title: string; max: number; people: number; secret?: boolean; said?: string }[];
  talk: [person: number, words: string | null, alt?: string][];
  half: string;
}

export type StoryLanguage = "en" | "ko";

export const stories: Record<StoryLanguage, Story> = {
  en: {
    names: [null, "Mina", null, "Otto", null, null, "Jun"],
    rooms: [
      { title: "Empty since lunch", max: 6, people: 0 },
      { title: "Board games on Friday", max: 8, people: 3, said: "I bring the dice" },
      { title: "Team lunch", max: 4, people: 4, secret: true, said: "12:30, the place with the noodles" },
      { title: "Reading the same book", max: 30, people: 6 },
      { title: "Train 417, carriage 6", max: 12, people: 2, said: "Anyone else without a seat?" },
    ],
    talk: [
      [1, "Is anyone else awake?"],
      [2, "Unfortunately. The cat has decided that it is morning."],
      [2, null, "A cat sways from side to side and winks"],
      [3, "😹😹"],
      [0, "Mine sits on the keyboard, so if I type `asdfffff` you know who it was"],
      [4, "There is a whole page about why they do that: https://en.wikipedia.org/wiki/Cat_behavior"],
      [0, "I will read it to her"],
      [5, null, "A grey cat sways and winks"],
      [1, "Look at that wink. She knows exactly what she did."],
      [0, "Good night, all. This room can go when you do."],
    ],
    half: "One more thing",
  },
  ko: {
    names: [null, "미나", null, "오토", null, null, "준"],
    rooms: [
      { title: "점심부터 비어 있는 방", max: 6, people: 0 },
      { title: "금요일 보드게임", max: 8, people: 3, said: "주사위는 제가 가져가요" },
      { title: "팀 점심", max: 4, people: 4, secret: true, said: "12시 반, 국숫집이요" },
      { title: "같은 책 읽는 사람들", max: 30, people: 6 },
      { title: "417호 열차 6호차", max: 12, people: 2, said: "혹시 서서 가시는 분 또 있나요?" },
    ],
    talk: [
      [1, "아직 안 자는 사람 있어요?"],
      [2, "네… 고양이가 벌써 아침이라고 정했어요."],
      [2, null, "고양이가 좌우로 몸을 흔들며 윙크해요"],
      [3, "😹😹"],
      [0, "저희 집 애는 키보드 위에 앉아 있어요. `ㅁㄴㅇㄹㄹㄹ`라고 오면 걔예요"],
      [4, "왜 그러는지 정리해 둔 글이 있어요: https://ko.wikipedia.org/wiki/고양이"],
      [0, "읽어 줄게요"],
      [5, null, "회색 고양이가 몸을 흔들며 윙크해요"],
      [1, "저 윙크 좀 보세요. 다 알고 그러는 거예요."],
      [0, "다들 잘 자요. 우리가 나가면 이 방도 사라져요."],
    ],
    half: "한 가지 더",
  },
};
