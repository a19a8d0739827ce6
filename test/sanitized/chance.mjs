/** Chance, the same for the same SEED, as far as threads and sockets allow. */
let state = Number(process.env.SEED ?? 1) >>> 0 || 1;

/** A whole number below `limit` (xorshift, by George Marsaglia). */
export function under(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  state >>>= 0;
  return state % limit;
}

export const pick = (list) => list[under(list.length)];
