/** With the two letters of kana that normalising turns into marks. */
const MARK = String.raw`[\p{M}\uff9e\uff9f]`;
// Normalising sorts a run of marks, in a time that grows with its square. UAX #15 knows no text with more than 30.
const LONG_RUNS = new RegExp(`(${MARK}{30})${MARK}+`, "gu");

export const fold = (text: string): string =>
  text.replace(LONG_RUNS, "$1").normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
