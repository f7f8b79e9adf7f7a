let last: Promise<unknown> = Promise.resolve();

/** One at a time: a decoded photo takes some 50 MB. */
export function inTurn<T>(decode: () => Promise<T>): Promise<T> {
  const result = last.then(decode);
  last = result.catch(() => undefined);
  return result;
}
