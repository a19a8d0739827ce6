import path from 'node:path';
import { run, say } from './run.mjs';
import { digest, once } from './stamp.mjs';

export const npm = (args, options) =>
  run('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], options);

/**
 * Installs what the lock file says where it changed since the last time. Not by `npm ci`: that
 * refuses a lock file which lacks the optional packages of other platforms, and a registry that
 * does not carry them writes such a one. `--no-save` leaves the lock file as it is.
 */
export function installLocked(folder) {
  const value = digest(
    ['package.json', 'package-lock.json'].map((name) => path.join(folder, name)),
    process.version,
  );
  const stamp = path.join(folder, 'node_modules/.ssecast-lock');
  return once({ stamp, value }, () => {
    say(`installing the npm packages of ${path.basename(folder)}`);
    return npm(['install', '--no-save', '--ignore-scripts'], { cwd: folder });
  });
}
