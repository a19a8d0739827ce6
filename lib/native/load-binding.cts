import path from 'node:path';
import type { NativeBinding } from './contract.cjs';
import { NativeError } from './native-error.cjs';
import { currentSystem, kBroughtAlong, type System } from './system.cjs';
import { fs } from './untraced.cjs';

/**
 * Loads the addon from the folder beside this file.
 *
 * The check of the file's existence comes first, so that a copy of this module that was bundled by mistake
 * reports it. Which addons a standalone app gets is written in `lib/next/traced-addons.ts`: tracers
 * would take those of every system.
 *
 * @throws NativeError `ERR_SSECAST_BUNDLED`, `ERR_SSECAST_ADDON_MISSING`, `ERR_SSECAST_ADDON_INCOMPATIBLE`
 */
export function loadBinding(): NativeBinding {
  const system = currentSystem();
  const file = path.join(__dirname, 'prebuilds', system.folder, 'ssecast.node');
  if (!fs.existsSync(file)) throw missing(system, file);
  try {
    // Found at run time, so that bundlers do not follow the require.
    return process.getBuiltinModule
      ? process.getBuiltinModule('node:module').createRequire(__filename)(file)
      : module.require(file);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new NativeError(
      'ERR_SSECAST_ADDON_INCOMPATIBLE',
      `ssecast cannot load its addon for ${system.name} (${file}): ${cause}. It was built for another ` +
        'system or is damaged; build it here with `npx ssecast build`.',
      { cause: error },
    );
  }
}

function missing(system: System, file: string): NativeError {
  if (!isInPackage()) {
    return new NativeError(
      'ERR_SSECAST_BUNDLED',
      `ssecast/native was bundled into ${__dirname}, but has to stay a file of its own package. ` +
        "In a Next.js app, wrap the configuration: `import { withSSECast } from 'ssecast/next/config'; " +
        "export default withSSECast(nextConfig)`. With another bundler, make 'ssecast/native' external.",
    );
  }
  const folder = path.resolve(file, '../..');
  const present = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  return new NativeError(
    'ERR_SSECAST_ADDON_MISSING',
    `ssecast has no addon for this system, ${system.name}: looked for ${file}, and ` +
      `${present.length > 0 ? `there is only ${present.join(', ')}` : 'there is none at all'}. ` +
      remedy(system),
  );
}

function remedy({ folder }: System): string {
  if (kBroughtAlong.includes(folder)) {
    return (
      `The package brings native/prebuilds/${folder}, but this copy of it lacks that folder, as the output of ` +
      "`next build` on another system does (`output: 'standalone'`). Run `next build` on a system like this " +
      `one, or name this one there: withSSECast(nextConfig, { platforms: ['${folder}'] }). In an image or a ` +
      'bundle that something else has made, copy that folder from the installed package to this copy.'
    );
  }
  return (
    `The package brings addons for ${kBroughtAlong.join(', ')}. Build one for this system with ` +
    '`npx ssecast build`, which needs CMake, a C++20 compiler and the headers of Boost and nlohmann/json.'
  );
}

/** A bundled copy sits in the output of a build, not beside the package.json of ssecast. */
function isInPackage(): boolean {
  try {
    const text = fs.readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8');
    return JSON.parse(text).name === 'ssecast';
  } catch {
    // Without a package.json this is not the package.
    return false;
  }
}
