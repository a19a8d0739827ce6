import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of this package. This file is compiled to dist/esm/lib/cli. */
export const packageRoot = fileURLToPath(new URL('../../../../', import.meta.url));

export function readVersion(): string {
  return JSON.parse(readFileSync(`${packageRoot}package.json`, 'utf8')).version;
}
