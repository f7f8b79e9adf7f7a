// One after the other: what the pages need is noted in the folder that the programs are put into.
await import("./server.js");
await import("./browser.js");
