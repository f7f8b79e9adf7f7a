import type { Challenge, Solution } from "altcha-lib/types";
import type { FromWorker } from "./messages.js";

export async function solvePuzzle(
  purpose: string,
  workerUrl: string,
  onProgress: (done: number) => void,
): Promise<string> {
  const answer = await fetch(`/proof?purpose=${purpose}`);
  if (!answer.ok) throw new Error(`The server gave no puzzle: ${answer.status}`);
  const challenge: Challenge = await answer.json();
  const tries = Number(challenge.parameters.data?.tries);
  const solution = await solveInWorker(workerUrl, challenge, (tried) => onProgress(tried / tries));
  return btoa(JSON.stringify({ challenge, solution }));
}

async function solveInWorker(
  url: string,
  challenge: Challenge,
  onTried: (tried: number) => void,
): Promise<Solution> {
  const worker = new Worker(url, { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.addEventListener("error", () => reject(new Error("The worker failed")));
      worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
        if ("solution" in data) resolve(data.solution);
        else if ("failure" in data) reject(new Error(data.failure));
        else onTried(data.tried);
      });
      worker.postMessage(challenge);
    });
  } finally {
    worker.terminate();
  }
}
