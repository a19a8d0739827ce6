import { kOldestGlibc } from '../targets.mjs';
import { architectureOf, symbolsOf, told } from './tools.mjs';

/** What the C library consists of, by the names of its files. */
const kLibraries = {
  glibc:
    /^(libc\.so\.6|libm\.so\.6|libpthread\.so\.0|libdl\.so\.2|librt\.so\.1|ld-linux-(x86-64\.so\.2|aarch64\.so\.1))$/,
  musl: /^libc\.so$/,
};
/** Symbols and debug information that no loader reads. */
const kStripped = /^\.(symtab|debug_\w+)$/;

const isNewer = (version, than) => {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  const at = b.findIndex((part, index) => (a[index] ?? 0) !== part);
  return at >= 0 && (a[at] ?? 0) > b[at];
};

/** Reads an addon for Linux. */
export async function readElf(file) {
  const undefinedSymbols = await symbolsOf(file, '--dynamic', '--undefined-only');
  const dynamic = await told('llvm-readobj', '--dynamic-table', file);
  const sections = await told('llvm-readobj', '--sections', file);
  return {
    architecture: await architectureOf(file),
    exports: await symbolsOf(file, '--dynamic', '--defined-only'),
    imports: undefinedSymbols.map((symbol) => symbol.split('@')[0]),
    versions: undefinedSymbols.map((symbol) => symbol.split('@').at(-1)),
    libraries: [...dynamic.matchAll(/NEEDED\s+Shared library: \[(.+?)\]/g)].map(([, name]) => name),
    searches: /R(UN)?PATH/.test(dynamic),
    unstripped: [...sections.matchAll(/Name: (\S+)/g)]
      .map(([, name]) => name)
      .filter((name) => kStripped.test(name)),
  };
}

/** What is wrong with an addon for Linux besides its symbols, in clauses. */
export function elfFaults({ kind }, { versions, libraries, searches, unstripped }) {
  const others = libraries.filter((name) => !kLibraries[kind].test(name));
  const newer = versions
    .map((version) => /^GLIBC_([\d.]+)$/.exec(version)?.[1])
    .filter(
      (version) => version !== undefined && (kind === 'musl' || isNewer(version, kOldestGlibc)),
    );
  return [
    ...others.map((name) => `it needs ${name}, which is no part of the C library`),
    ...new Set(newer.map((version) => `it needs glibc ${version}`)),
    ...(searches ? ['it looks for libraries in folders of its own'] : []),
    ...(libraries.length === 0 ? ['it names no C library'] : []),
    ...(unstripped.length > 0 ? [`it is not stripped: it has ${unstripped.join(', ')}`] : []),
  ];
}
