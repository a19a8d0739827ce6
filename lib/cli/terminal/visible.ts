/**
 * What a terminal acts upon instead of showing it: control characters, marks of direction, separators of
 * lines, halves of surrogate pairs. The joiners of emoji stay.
 */
const unseen = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text of a peer, which may be hostile, so that it cannot steer the terminal. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return short[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`);
  });
}

/** The same in JSON, which means the same as before. */
export function visibleJSON(value: unknown): string {
  return JSON.stringify(value).replace(unseen, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${hex(character.charCodeAt(i), 4)}`,
    ).join(''),
  );
}

/** At most `most` characters, and how many there are besides. */
export function bounded(text: string, most: number): string {
  if (text.length <= most) return visible(text);
  return `${visible(text.slice(0, most))}… (${text.length - most} more characters)`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
