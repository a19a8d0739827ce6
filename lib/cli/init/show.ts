import { createTwoFilesPatch } from 'diff';
import pico from 'picocolors';
import type { Change } from './plan/types.js';

/** The change as a unified diff, which `git apply` takes, with colours where the terminal has them. */
export function toDiff({ file, before, after }: Change): string {
  const from = before === undefined ? '/dev/null' : `a/${file}`;
  const patch = createTwoFilesPatch(from, `b/${file}`, before ?? '', after, '', '', { context: 3 });
  const lines = patch.split('\n').filter((line) => !/^=+$/.test(line));
  return lines.map((line) => paint(line.replace(/\t?\r?$/, ''))).join('\n');
}

function paint(line: string): string {
  if (/^(---|\+\+\+) /.test(line)) return pico.bold(line);
  if (line.startsWith('@@')) return pico.cyan(line);
  if (line.startsWith('+')) return pico.green(line);
  if (line.startsWith('-')) return pico.red(line);
  return line;
}
