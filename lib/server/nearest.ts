/** The known word that is most similar to a misspelt one; undefined when none is similar. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let least = 3;
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    const isBeginning = lower.length >= 3 && other.startsWith(lower);
    const steps = isBeginning ? 1 : distance(lower, other);
    if (steps >= least) continue;
    least = steps;
    best = candidate;
  }
  return best;
}

/** The Levenshtein distance: the number of letters to insert, delete or change. */
function distance(from: string, to: string): number {
  // No known word is this long.
  if (from.length > 40) return from.length;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}

/** Names in a message; an application may have hundreds. */
const kMaxNames = 20;

/** Names for a message. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, kMaxNames).join(', ') || 'none';
  return names.length > kMaxNames ? `${shown} and ${names.length - kMaxNames} more` : shown;
}

/** What to write in place of a word that is not known: the nearest name, or the names there are. */
export function advise(word: unknown, names: readonly string[], all: string): string {
  const meant = typeof word === 'string' ? nearest(word, names) : undefined;
  return meant === undefined ? `${all} ${listed(names)}.` : `did you mean ${meant}?`;
}
