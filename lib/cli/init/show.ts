import { createTwoFilesPatch } from 'diff';
import pico from 'picocolors';
import type { Change } from './plan/types.js';

// A file gets none, also where the environment asks for colours, as in CI: it is a patch.
const colours = pico.createColors(pico.isColorSupported && process.stdout.isTTY === true);

/** The change as a unified diff, which `git apply` takes, with colours where the terminal has them. */
export function toDiff({ file, before, after }: Change): string {
  const from = before === undefined ? '/dev/null' : `a/${file}`;
  const patch = createTwoFilesPatch(from, `b/${file}`, before ?? '', after, '', '', { context: 3 });
  // Without the line and the tabs that jsdiff has for names and dates.
  const lines = patch
    .replace(/^=+\n/, '')
    .replace(/^((?:---|\+\+\+) .*)\t$/gm, '$1')
    .split('\n');
  return lines.map(paint).join('\n');
}

function paint(line: string): string {
  if (/^(---|\+\+\+) /.test(line)) return colours.bold(line);
  if (line.startsWith('@@')) return colours.cyan(line);
  if (line.startsWith('+')) return colours.green(line);
  if (line.startsWith('-')) return colours.red(line);
  return line;
}
