import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { npm } from './npm.mjs';
import { fromRoot } from './paths.mjs';
import { Failure, say } from './run.mjs';

/** Each version of Node for one system is a version of one package, which holds the program alone. */
const packageName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const program = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';

const parts = (version) => version.split('.').map(Number);

function isNewer(a, b) {
  const [left, right] = [parts(a), parts(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at >= 0 && left[at] > right[at];
}

async function newestVersion() {
  const told = JSON.parse(
    await npm(['view', packageName, 'versions', '--json'], { capture: true }),
  );
  const released = [told].flat().filter((version) => /^\d+\.\d+\.\d+$/.test(version));
  return released.reduce((newest, each) => (isNewer(each, newest) ? each : newest), '0.0.0');
}

/**
 * Installs the newest Node that npm has for this system into build/newest-node, where it is not
 * there yet.
 * @returns its version and the path of its program
 */
export async function installNewestNode() {
  const version = await newestVersion();
  const folder = fromRoot('build/newest-node', version);
  const node = path.join(folder, 'node_modules', packageName, program);
  if (!existsSync(node)) {
    say(`installing Node ${version}`);
    rmSync(fromRoot('build/newest-node'), { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    // Without a prefix npm would look for a package.json further up, and find ours.
    const wanted = `${packageName}@${version}`;
    await npm(['install', '--prefix', folder, '--no-save', '--ignore-scripts', wanted]);
    if (!existsSync(node)) {
      throw new Failure(
        `Expected ${program} in the package ${packageName}@${version} but it is not there; ` +
          'install that Node yourself and run Jest with it.',
      );
    }
  }
  return { version, node };
}
