/** Counts for all who come over Tor. Commas part the entries of `X-Forwarded-For`, so none gives such an address. */
export const ONION = ",onion";

const CIRCUIT = /^,onion:/;

/** The Tor listener alone writes this, in the place of a connection's address. */
export const onionAddress = (circuit: string): string => `${ONION}:${circuit}`;

export const isOnion = (address = ""): boolean => CIRCUIT.test(address);
