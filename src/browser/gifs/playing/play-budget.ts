/** A browser keeps each frame of what moves as pixels of four bytes. */
const MAX_BYTES = 150 * 1024 * 1024;
const BYTES_A_PIXEL = 4;
/** Of the version for the stream. */
const SMALL_SIDE = 480;

export interface Candidate {
  bytes: number;
  /** Pixels from the middle of what is seen of the conversation. */
  distance: number;
  /** The visitor pressed its button. */
  isChosen: boolean;
}

export function toDecodedBytes(
  { width, height, frames }: { width: number; height: number; frames: number },
  isSmall: boolean,
): number {
  const scale = isSmall ? Math.min(1, SMALL_SIDE / Math.max(width, height)) : 1;
  return width * height * scale * scale * frames * BYTES_A_PIXEL;
}

/** Those that may move at once: what was chosen first, then what is nearest to the middle. One always may. */
export function choosePlaying<C extends Candidate>(candidates: C[], most = MAX_BYTES): Set<C> {
  const byImportance = candidates.toSorted(
    (a, b) => Number(b.isChosen) - Number(a.isChosen) || a.distance - b.distance,
  );
  const playing = new Set<C>();
  let sum = 0;
  for (const candidate of byImportance) {
    if (playing.size && sum + candidate.bytes > most) continue;
    playing.add(candidate);
    sum += candidate.bytes;
  }
  return playing;
}
