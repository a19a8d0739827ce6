/** The length of what a pattern finds; 0 where it finds nothing. */
export const lengthOf = (pattern: RegExp, text: string) => pattern.exec(text)?.[0].length ?? 0;

export function endOfLine(text: string, from: number): number {
  return from + lengthOf(/^[^\r\n]*/, text.slice(from));
}

/** The indentation of the line of that place. */
export function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^[\t ]*/.exec(text.slice(start, at))?.[0] ?? '';
}
