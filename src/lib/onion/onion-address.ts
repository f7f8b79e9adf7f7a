/** Counts for all who come over Tor. */
export const ONION = "onion";

const CIRCUIT = /^onion:/;

/** What the listener for Tor writes in the place of an address. No client can: the others give real ones. */
export const onionAddress = (circuit: string): string => `${ONION}:${circuit}`;

export const isOnion = (address = ""): boolean => CIRCUIT.test(address);
