import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../../..');
const file = 'test/types/errors/wrong.tsx';

/** What the compiler says of each line, without the lines that explain it further. */
function compile(): Map<number, string[]> {
  const tsc = path.join(root, 'node_modules/.bin/tsc');
  let output = '';
  try {
    execFileSync(tsc, ['--noEmit', '--pretty', 'false', '-p', 'test/types/errors'], { cwd: root });
  } catch (error) {
    output = String((error as { stdout: Buffer }).stdout);
  }
  const said = new Map<number, string[]>();
  for (const [, name, line, text] of output.matchAll(/^(\S+)\((\d+),\d+\): error TS\d+: (.*)$/gm)) {
    expect(name).toBe(file);
    said.set(Number(line), [...(said.get(Number(line)) ?? []), text as string]);
  }
  return said;
}

/** The errors that the comments of the file name, by the line that follows them. */
function expected(): Map<number, string[]> {
  const lines = readFileSync(path.join(root, file), 'utf8').split('\n');
  const errors = new Map<number, string[]>();
  let waiting: string[] = [];
  for (const [index, line] of lines.entries()) {
    const error = /^\s*\/\/ error: (.*)$/.exec(line)?.[1];
    if (error !== undefined) waiting.push(error);
    else if (waiting.length > 0) {
      errors.set(index + 1, waiting);
      waiting = [];
    }
  }
  return errors;
}

it('wrong use gives one short error, which names the mistake', () => {
  const errors = expected();
  expect(errors.size).toBeGreaterThan(15);
  expect([...compile()]).toEqual([...errors]);
}, 60_000);
