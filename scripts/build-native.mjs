#!/usr/bin/env node
/** Builds the addon for this system. Also `npx ssecast build`, where the package brings none. */
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cmakeBuild } from './lib/cmake.mjs';
import { fromRoot, root } from './lib/paths.mjs';
import { platformFolder } from './lib/platform.mjs';
import { askToInstall, missing, toBuild } from './lib/prerequisites.mjs';
import { Failure, main, say } from './lib/run.mjs';
import { digest, once } from './lib/stamp.mjs';

const target = fromRoot('native/prebuilds', platformFolder, 'ssecast.node');

/** Looked for beside this package first, then in the application that runs `ssecast build`. */
function resolvePackage(name) {
  for (const from of [root, process.cwd()]) {
    try {
      return path.dirname(createRequire(path.join(from, 'x.js')).resolve(`${name}/package.json`));
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Failure(
    'Building the addon needs the packages node-addon-api and node-api-headers; ' +
      'install them with: npm install --save-dev node-addon-api node-api-headers',
  );
}

async function build(includes) {
  const folder = fromRoot('build/native');
  await cmakeBuild(folder, { CMAKE_BUILD_TYPE: 'Release', ...includes });
  mkdirSync(path.dirname(target), { recursive: true });
  // Replaced, never overwritten: a process that has the old file loaded keeps it whole.
  copyFileSync(path.join(folder, 'ssecast.node'), `${target}.new`);
  renameSync(`${target}.new`, target);
}

await main(async () => {
  const absent = missing(toBuild);
  if (absent.length > 0) throw new Failure(askToInstall(absent));
  const includes = {
    NODE_ADDON_API_INCLUDE: resolvePackage('node-addon-api'),
    NODE_API_HEADERS_INCLUDE: path.join(resolvePackage('node-api-headers'), 'include'),
  };
  const sources = ['CMakeLists.txt', 'cmake', 'src', 'package.json'].map((name) => fromRoot(name));
  const value = digest(sources, platformFolder, includes);
  const stamp = fromRoot('build/native.stamp');
  const done = await once({ stamp, value, outputs: [target] }, () => build(includes));
  say(done ? `built ${path.relative(root, target)}` : 'the addon is up to date');
});
