/** A folded message shows twelve lines (folded.css), so what has a few more is shown whole. */
const MAX_ROWS = 18;
const COLUMNS = 80;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3ffff}]/gu;

/** Estimated, since the server does not know the width of the screen. */
export function isLong(text: string): boolean {
  let rows = 0;
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end < 0 ? undefined : end);
    rows += Math.max(1, Math.ceil(columnsOf(line) / COLUMNS));
    if (rows > MAX_ROWS) return true;
    if (end < 0) return false;
    start = end + 1;
  }
  return false;
}

const columnsOf = (line: string): number =>
  line.length <= COLUMNS / 2 ? line.length : line.length + (line.match(WIDE)?.length ?? 0);
