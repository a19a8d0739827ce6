import { architectureOf, told } from './tools.mjs';

/** Reads an addon for Windows. */
export async function readPe(file) {
  const imports = await told('llvm-readobj', '--coff-imports', file);
  const libraries = imports
    .split(/^(?:Delay)?Import \{$/m)
    .slice(1)
    .map((block) => ({
      name: /Name: (\S+)/.exec(block)?.[1],
      symbols: [...block.matchAll(/Symbol: (\S+)/g)].map(([, symbol]) => symbol),
    }));
  const exported = await told('llvm-readobj', '--coff-exports', file);
  const fromNode = ({ name }) => name.toLowerCase() === 'node.exe';
  return {
    architecture: await architectureOf(file),
    exports: [...exported.matchAll(/Name: (\S+)/g)].map(([, name]) => name),
    /** By library: what a name means depends on it. */
    imports: libraries.filter(fromNode).flatMap(({ symbols }) => symbols),
    libraries: libraries.filter((library) => !fromNode(library)).map(({ name }) => name),
    unstripped: /Name: (\.debug_\w+)/.exec(await told('llvm-readobj', '--sections', file))?.[1],
  };
}

/** What is wrong with an addon for Windows besides its symbols, in clauses. `known`: the libraries of Windows. */
export function peFaults(_target, { libraries, unstripped }, known) {
  const others = libraries.filter((name) => !known.has(name.toLowerCase()));
  return [
    ...others.map((name) => `it needs ${name}, which is not in system/windows.txt`),
    ...(unstripped === undefined ? [] : [`it is not stripped: it has ${unstripped}`]),
  ];
}
