import { readFileSync } from 'node:fs';
import { kOldestMacos } from '../targets.mjs';
import { isSigned } from './signature.mjs';
import { architectureOf, symbolsOf, told } from './tools.mjs';

const kLibrary = '/usr/lib/libSystem.B.dylib';

/** The name in C of a symbol, which has an underscore more in the file. */
const inC = (symbol) => symbol.replace(/^_/, '');

/** Reads an addon for macOS. */
export async function readMachO(file) {
  const commands = await told('llvm-objdump', '--macho', '--private-headers', file);
  const loaded = [...commands.matchAll(/cmd LC_LOAD_\w*DYLIB[\s\S]*?name (\S+)/g)];
  const exports = (await symbolsOf(file, '--extern-only', '--defined-only')).map(inC);
  return {
    architecture: await architectureOf(file),
    exports,
    imports: (await symbolsOf(file, '--undefined-only')).map(inC),
    libraries: loaded.map(([, name]) => name),
    oldest: /cmd LC_BUILD_VERSION[\s\S]*?minos (\S+)/.exec(commands)?.[1],
    signed: isSigned(readFileSync(file)),
    locals: (await symbolsOf(file, '--defined-only')).length - exports.length,
  };
}

/** What is wrong with an addon for macOS besides its symbols, in clauses. */
export function machOFaults({ processor }, { libraries, oldest, signed, locals }) {
  const others = libraries.filter((name) => name !== kLibrary);
  return [
    ...others.map((name) => `it needs ${name}; expected ${kLibrary} alone`),
    ...(oldest === kOldestMacos ? [] : [`it is for macOS ${oldest}; expected ${kOldestMacos}`]),
    // Macs with Apple's processors run no code without a signature.
    ...(processor === 'aarch64' && !signed ? ['it is not signed'] : []),
    ...(locals === 0 ? [] : [`it is not stripped: it has ${locals} local symbols`]),
  ];
}
