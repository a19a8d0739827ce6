import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fromRoot, root } from './paths.mjs';
import { Failure, run } from './run.mjs';
import { sources } from './sources.mjs';

const quote = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The hosts that this machine's npm and apt install from. */
async function registryHosts() {
  const apt = ['/etc/apt/sources.list'];
  if (existsSync('/etc/apt/sources.list.d')) {
    for (const name of readdirSync('/etc/apt/sources.list.d')) {
      apt.push(path.join('/etc/apt/sources.list.d', name));
    }
  }
  const npm = await run('npm', ['config', 'get', 'registry'], { capture: true });
  const texts = apt.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  return [npm, ...texts].flatMap((text) =>
    [...text.matchAll(/https?:\/\/([^/\s]+)/g)].map(([, host]) => host),
  );
}

/** Fails where a tracked file names a folder of this machine or a host that packages came from. */
export async function findMachinePaths() {
  const folders = [path.dirname(root), homedir()].filter((folder) => folder !== '/').map(quote);
  const hosts = [...new Set(await registryHosts())].map(quote);
  const forbidden = [`(?:^|[^\\w.-])(?:${folders.join('|')})/`, ...hosts];
  const pattern = new RegExp(forbidden.join('|'), 'm');
  const found = (await sources()).filter((name) =>
    pattern.test(readFileSync(fromRoot(name), 'utf8')),
  );
  if (found.length > 0) {
    throw new Failure(`Paths or registry hosts of this machine stand in ${found.join(', ')}.`);
  }
}
