/** Sections of docs/benchmarks.md are written by different commands: each keeps those of others. */

const begin = (heading) => `## ${heading}\n`;

/** Where the section with its heading begins and ends; nothing when there is none. */
function rangeOf(document, heading) {
  const from = document.indexOf(begin(heading));
  if (from < 0) return undefined;
  const next = document.indexOf('\n## ', from);
  return [from, next < 0 ? document.length : next + 1];
}

/** The text below `heading`, without it; empty when there is none. */
export function sectionOf(document, heading) {
  const range = rangeOf(document, heading);
  return range ? document.slice(range[0] + begin(heading).length, range[1]).trim() : '';
}

/** `document` with the section replaced, or added before the heading `before`. */
export function withSection(document, heading, text, before) {
  const at = document.indexOf(begin(before));
  const [from, to] = rangeOf(document, heading) ?? [at, at];
  return `${document.slice(0, from)}${begin(heading)}\n${text}\n\n${document.slice(to)}`;
}
