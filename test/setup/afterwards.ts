const left = new Set<() => void>();

/**
 * What is to be done when the test file is over, also when a test failed halfway; returns what calls it off. Files
 * share their process and its modules, so a hook of a module would run after the first of them alone.
 */
export function afterwards(work: () => void): () => void {
  left.add(work);
  return () => void left.delete(work);
}

export function tidyUp(): void {
  for (const work of left) work();
  left.clear();
}
