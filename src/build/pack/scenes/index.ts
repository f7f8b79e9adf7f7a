import type { PackName } from "../../../shared/pack/names.js";
import type { Scene } from "../drawing/scene.js";
import { affection } from "./affection.js";
import { answers } from "./answers.js";
import { busyCats } from "./busy-cats.js";
import { cats } from "./cats.js";
import { elements } from "./elements.js";
import { feelings } from "./feelings.js";
import { going } from "./going.js";
import { greetings } from "./greetings.js";
import { moments } from "./moments.js";
import { parties } from "./parties.js";
import { thoughts } from "./thoughts.js";

export const scenes: Record<PackName, Scene> = {
  ...answers,
  ...thoughts,
  ...greetings,
  ...affection,
  ...feelings,
  ...parties,
  ...moments,
  ...going,
  ...cats,
  ...busyCats,
  ...elements,
};
