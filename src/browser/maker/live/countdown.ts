const STEP_MS = 1000;

/** Shows 3, 2, 1; resolves to whether it came to its end. */
export function countDown(show: (seconds: number) => void, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    let left = 3;
    let timer: ReturnType<typeof setTimeout>;
    const step = () => {
      if (left === 0) return resolve(true);
      show(left--);
      timer = setTimeout(step, STEP_MS);
    };
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(false);
    });
    step();
  });
}
