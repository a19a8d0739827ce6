/** What a standalone folder has of the package. */
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** For a standalone folder, of all files of the package. */
const kMaxBytes = 2_000_000;

function filesOfPackage(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((file) => /[\\/]node_modules[\\/]ssecast[\\/]/.test(file))
    .map((file) => ({ file, stat: lstatSync(file) }))
    .filter(({ stat }) => stat.isFile());
}

/** @returns the answer to the question `addons` */
export function addonsIn(folder) {
  const files = filesOfPackage(folder);
  const addons = files.filter(({ file }) => file.endsWith('.node')).length;
  const bytes = files.reduce((sum, { stat }) => sum + stat.size, 0);
  const said = `${addons}, ${(bytes / 1e6).toFixed(1)} MB`;
  return { ok: addons === 1 && bytes <= kMaxBytes, said };
}
