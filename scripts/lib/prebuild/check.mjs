import { readFileSync } from 'node:fs';
import { fromRoot } from '../paths.mjs';
import { elfFaults, readElf } from './check/elf.mjs';
import { machOFaults, readMachO } from './check/mach-o.mjs';
import { nodeApiSymbols } from './check/node-api.mjs';
import { peFaults, readPe } from './check/pe.mjs';
import { linesOf } from './check/tools.mjs';

const kExports = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];

const formats = {
  glibc: { read: readElf, faults: elfFaults },
  musl: { read: readElf, faults: elfFaults },
  macos: { read: readMachO, faults: machOFaults },
  windows: { read: readPe, faults: peFaults },
};

/** What a system has, of what addons may use. Of Windows its libraries, of the others functions. */
function systemList(kind) {
  const text = readFileSync(fromRoot(`scripts/lib/prebuild/system/${kind}.txt`), 'utf8');
  return new Set(linesOf(text).filter((line) => !line.startsWith('#')));
}

/** What is wrong with a binary by itself, in clauses; nothing when it holds. */
export async function check(target, file) {
  const { read, faults } = formats[target.kind];
  const binary = await read(file);
  const known = systemList(target.kind);
  const nodeApi = nodeApiSymbols();
  const unknown = binary.imports.filter((name) => !nodeApi.has(name) && !known.has(name));
  const surplus = binary.exports.filter((name) => !kExports.includes(name));
  const absent = kExports.filter((name) => !binary.exports.includes(name));
  const { architecture } = binary;
  return [
    ...(architecture === target.processor
      ? []
      : [`it is for ${architecture}; expected ${target.processor}`]),
    ...surplus.map((name) => `it exports ${name}`),
    ...absent.map((name) => `it does not export ${name}`),
    ...unknown.map((name) => `it uses ${name}, which is not in system/${target.kind}.txt`),
    ...faults(target, binary, known),
  ];
}
