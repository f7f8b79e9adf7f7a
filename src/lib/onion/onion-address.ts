/** Counts for all who come over Tor. */
export const ONION = "onion";

const CIRCUIT = /^onion:/;

/** The Tor listener writes this in place of an address. Clients cannot: other listeners give real addresses. */
export const onionAddress = (circuit: string): string => `${ONION}:${circuit}`;

export const isOnion = (address = ""): boolean => CIRCUIT.test(address);
