import path from 'node:path';
import { cmakeBuild, inFewUnits } from '../cmake.mjs';
import { fromRoot } from '../paths.mjs';
import { appleDefinitions } from './apple.mjs';
import { gatherHeaders } from './headers.mjs';
import { makeNodeLibrary } from './node-library.mjs';
import { installZig, zigEnvironment } from './zig.mjs';

/** What a system needs besides. */
const definitionsOf = {
  glibc: () => ({}),
  musl: () => ({}),
  macos: appleDefinitions,
  windows: async (target) => ({ NODE_LIBRARY: await makeNodeLibrary(target) }),
};

/** Where a target is built. */
export const folderOf = ({ name }) => fromRoot('build/prebuild', name);

/** Cross-compiles the addon. @returns the file */
export async function compile(target) {
  const compiler = await installZig();
  const folder = folderOf(target);
  const headers = gatherHeaders();
  const definitions = {
    CMAKE_BUILD_TYPE: 'Release',
    CMAKE_TOOLCHAIN_FILE: fromRoot('cmake/prebuild/zig.cmake'),
    SSECAST_ZIG: compiler,
    SSECAST_ZIG_TARGET: target.triple,
    SSECAST_SYSTEM: target.system,
    SSECAST_PROCESSOR: target.processor,
    CMAKE_PREFIX_PATH: headers,
    // Boost's own configuration refers to the folder with all headers.
    Boost_NO_BOOST_CMAKE: 'ON',
    Boost_NO_SYSTEM_PATHS: 'ON',
    BOOST_ROOT: headers,
    NODE_ADDON_API_INCLUDE: fromRoot('node_modules/node-addon-api'),
    NODE_API_HEADERS_INCLUDE: fromRoot('node_modules/node-api-headers/include'),
    // In the place of link-time optimisation, which this compiler does not have for every system.
    ...inFewUnits,
    CMAKE_DISABLE_PRECOMPILE_HEADERS: 'ON',
    ...(await definitionsOf[target.kind](target)),
  };
  await cmakeBuild(folder, definitions, { env: zigEnvironment });
  return path.join(folder, 'ssecast.node');
}
