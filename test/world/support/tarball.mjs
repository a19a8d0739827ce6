/** The package as `npm pack` makes it, with a binary for every platform. */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pack } from '../../../scripts/lib/example.mjs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';
import { platformFolder } from '../../../scripts/lib/platform.mjs';
import { run } from '../../../scripts/lib/run.mjs';

const kSystems = ['linux-x64', 'linux-x64-musl', 'linux-arm64', 'linux-arm64-musl'];
export const kPlatforms = [...kSystems, 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

let packed;

/**
 * Packs once in a process. Where binaries of other platforms were not built, copies of the one of this platform stand for
 * them: bundlers do not look into a binary, and what they take has its size.
 * @returns the path of the tarball
 */
export function packForEveryPlatform() {
  packed ??= packNow();
  return packed;
}

async function packNow() {
  const tarball = await pack();
  const folder = fromRoot('build/package/every-platform');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', folder]);
  const prebuilds = path.join(folder, 'package/native/prebuilds');
  const missing = kPlatforms.filter((name) => !existsSync(path.join(prebuilds, name)));
  if (missing.length === 0) return tarball;
  for (const name of missing) {
    cpSync(path.join(prebuilds, platformFolder), path.join(prebuilds, name), { recursive: true });
  }
  // Sorted and without times, so that the same content is the same file: rows keep what they installed.
  const stable = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  const complete = path.join(folder, path.basename(tarball));
  await run('tar', ['-C', folder, ...stable, '-I', 'gzip -n', '-cf', complete, 'package']);
  return complete;
}
