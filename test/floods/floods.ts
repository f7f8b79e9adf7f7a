export const floods = {
  deaf: "150 sockets that do not read ask for history",
  greedy: "ten visitors of one address ask for long pages 280 times each",
  searching: "ten visitors of one address search 30 times each",
  reacting: "200 visitors react to one message within a second",
  one: "one connection with 1,500 requests at once",
  four: "four connections with 1,500 requests at once",
};
