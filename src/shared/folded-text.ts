import { fold } from "./fold.js";

interface Place {
  start: number;
  end: number;
}

interface FoldedText {
  folded: string;
  /** For each unit of `folded`: where the letter that it comes from stands in the text. */
  places: readonly Place[];
}

/** The units of folding: a letter with its marks, or a syllable that is written as its parts. */
const CLUSTERS = /\P{M}[\p{M}\uff9e\uff9f\u1160-\u11ff\ud7b0-\ud7fb]*|\p{M}+/gu;

export function foldWithPlaces(text: string): FoldedText {
  const places: Place[] = [];
  let folded = "";
  for (const { 0: cluster, index } of text.matchAll(CLUSTERS)) {
    const part = fold(cluster);
    const place = { start: index, end: index + cluster.length };
    for (let i = 0; i < part.length; i++) places.push(place);
    folded += part;
  }
  return { folded, places };
}
