import { run } from '../../run.mjs';

export const told = (tool, ...args) => run(tool, args, { capture: true });

export const linesOf = (text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What llvm-readobj calls the architecture of a file. */
export async function architectureOf(file) {
  return /^\s*Arch: (\S+)/m.exec(await told('llvm-readobj', '--file-headers', file))?.[1];
}

/** The names in a symbol table, as `llvm-nm` picks them by its options. */
export async function symbolsOf(file, ...options) {
  return linesOf(await told('llvm-nm', '--format=just-symbols', ...options, file));
}
