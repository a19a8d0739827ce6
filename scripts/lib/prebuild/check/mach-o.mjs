import { kOldestMacos } from '../targets.mjs';
import { architectureOf, symbolsOf, told } from './tools.mjs';

const kLibrary = '/usr/lib/libSystem.B.dylib';

/** The name in C of a symbol, which has an underscore more in the file. */
const inC = (symbol) => symbol.replace(/^_/, '');

/** Reads an addon for macOS. */
export async function readMachO(file) {
  const commands = await told('llvm-objdump', '--macho', '--private-headers', file);
  const loaded = [...commands.matchAll(/cmd LC_LOAD_\w*DYLIB[^]*?name (\S+)/g)];
  return {
    architecture: await architectureOf(file),
    exports: (await symbolsOf(file, '--extern-only', '--defined-only')).map(inC),
    imports: (await symbolsOf(file, '--undefined-only')).map(inC),
    libraries: loaded.map(([, name]) => name),
    oldest: /cmd LC_BUILD_VERSION[^]*?minos (\S+)/.exec(commands)?.[1],
    signed: commands.includes('cmd LC_CODE_SIGNATURE'),
    unstripped: /sectname __debug_\w+/.exec(commands)?.[0],
  };
}

/** What is wrong with an addon for macOS besides its symbols, in clauses. */
export function machOFaults({ processor }, { libraries, oldest, signed, unstripped }) {
  const others = libraries.filter((name) => name !== kLibrary);
  return [
    ...others.map((name) => `it needs ${name}; expected ${kLibrary} alone`),
    ...(oldest === kOldestMacos ? [] : [`it is for macOS ${oldest}; expected ${kOldestMacos}`]),
    // Macs with Apple's processors run no code without a signature.
    ...(processor === 'aarch64' && !signed ? ['it is not signed'] : []),
    ...(unstripped === undefined ? [] : ['it is not stripped']),
  ];
}
