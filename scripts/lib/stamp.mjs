import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** What npm, Next and tsc write into a folder of sources. */
const generated = /^(node_modules|\.next.*|next-env\.d\.ts|.*\.tsbuildinfo)$/;

function addFiles(hash, file) {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat || stat.isSymbolicLink()) return;
  if (stat.isDirectory()) {
    for (const name of readdirSync(file).sort()) {
      if (!generated.test(name)) addFiles(hash, path.join(file, name));
    }
    return;
  }
  hash.update(`\0${file}\0${stat.size}\0`).update(readFileSync(file));
}

/** One hash of the contents of files and folders, and of further text that the work depends on. */
export function digest(files, ...text) {
  const hash = createHash('sha256').update(JSON.stringify(text));
  for (const file of files) addFiles(hash, file);
  return hash.digest('hex');
}

const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

/**
 * Does `work` unless it was done for the same digest and its outputs are still there. The stamp is
 * removed first: work that was cut off is done again.
 * @returns whether there was something to do
 */
export async function once({ stamp, value, outputs = [] }, work) {
  if (read(stamp) === value && outputs.every((file) => existsSync(file))) return false;
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, value);
  return true;
}
