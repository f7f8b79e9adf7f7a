export interface Part {
  isQuote: boolean;
  text: string;
}

const MAYBE_QUOTE = /(?:^|\n)>/;
/** Not `>_<`, `>:(` or `>3`. */
const QUOTE_LINE = /^>(?:[ \t]|(?=[\p{L}"'“‘]))/u;
const BLOCK = /```[\s\S]+?```/g;
/** Stands for the newlines of code, which begin no line of the text. */
const MASK = "\0";

export function splitQuotes(text: string): Part[] {
  if (!MAYBE_QUOTE.test(text)) return [{ isQuote: false, text }];
  const masked = text.replace(BLOCK, (block) => block.replaceAll("\n", MASK));
  const parts: { isQuote: boolean; lines: string[] }[] = [];
  for (const line of masked.split("\n")) {
    const last = parts.at(-1);
    const content = readQuoted(line, last?.isQuote === true);
    const isQuote = content !== undefined;
    if (last?.isQuote === isQuote) last.lines.push(content ?? line);
    else parts.push({ isQuote, lines: [content ?? line] });
  }
  return parts.map(({ isQuote, lines }) => ({ isQuote, text: lines.join("\n").replaceAll(MASK, "\n") }));
}

/** An empty line may only stand within a quote. */
function readQuoted(line: string, isGoingOn: boolean): string | undefined {
  if (isGoingOn && line === ">") return "";
  const sign = QUOTE_LINE.exec(line)?.[0].length;
  if (sign === undefined || !line.slice(sign).trim()) return undefined;
  return line.slice(sign).replaceAll(`${MASK}> `, MASK);
}
