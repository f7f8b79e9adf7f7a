import { Web } from "./web.js";

/**
 * Somebody who looks at the lobby ten times a second while others talk; in a process of its own, so that the load's
 * own turns are not measured. Says what the slowest of a hundred took, as soon as its input ends.
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
console.log(times[Math.ceil(times.length * 0.99) - 1]);
