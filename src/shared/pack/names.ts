/** In the order of the shelf. Each is also the name of its files in public/pack. */
export const packNames = [
  ...["yes", "no", "thumbs-up", "thumbs-down", "clap", "high-five", "shrug", "thinking", "idea"],
  ...["wave", "hello-cat", "bye", "thanks", "please", "sorry", "hug", "heart", "love-it"],
  ...["laugh", "cry", "wow", "angry", "cool", "facepalm", "mind-blown", "oops", "sleepy"],
  ...["party", "congrats", "birthday", "good-luck", "dance", "fire", "popcorn", "coffee", "good-night"],
  ...["on-my-way", "waiting", "typing", "brb", "sneaky", "cat-loaf", "cat-zoom", "rain", "sunshine"],
] as const;

export type PackName = (typeof packNames)[number];
