/** What a standalone folder has of the package. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** For a standalone folder, of all files of the package. */
const kMaxBytes = 2_000_000;

/** Each once: pnpm links to the folder of a package, and the walk goes through links. */
function filesOfPackage(folder) {
  const files = readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((file) => /[\\/]node_modules[\\/]ssecast[\\/]/.test(file))
    .map((file) => realpathSync(file));
  return [...new Set(files)]
    .map((file) => ({ file, stat: statSync(file) }))
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
