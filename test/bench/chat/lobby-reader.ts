import { Web } from "./web.js";

export interface LobbyTimes {
  p50: number;
  p99: number;
}

/**
 * Somebody who looks at the lobby again and again while others talk; in a process of its own, so that the load's own
 * turns are not measured. Says what the middle one and the slowest of a hundred took, as soon as its input ends.
 */
const [url = "", cookie = ""] = process.argv.slice(2);
const web = new Web(url, cookie);
const times: number[] = [];
let over = false;
process.stdin.resume().on("end", () => {
  over = true;
});

while (!over) {
  times.push(...(await web.times("/", 1)));
  await new Promise((resolve) => setTimeout(resolve, 20));
}
web.close();
times.sort((a, b) => a - b);
const quantile = (of: number): number => times[Math.ceil(times.length * of) - 1]!;
console.log(JSON.stringify({ p50: quantile(0.5), p99: quantile(0.99) } satisfies LobbyTimes));
