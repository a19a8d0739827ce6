import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transformFileSync } from '@swc/core';

const sources = path.resolve(__dirname, '../../../lib/native');

export interface CompiledNative {
  folder: string;
  remove(): void;
}

/**
 * lib/native as a process without Jest can load it, in a folder of its own.
 * @param loadBinding what stands for its load-binding.cjs
 */
export function compileNative(loadBinding: string): CompiledNative {
  const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-native-'));
  for (const name of readdirSync(sources).filter((each) => each.endsWith('.cts'))) {
    const { code } = transformFileSync(path.join(sources, name), {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    writeFileSync(path.join(folder, name.replace(/\.cts$/, '.cjs')), code);
  }
  writeFileSync(path.join(folder, 'load-binding.cjs'), loadBinding);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
