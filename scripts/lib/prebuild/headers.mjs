import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../paths.mjs';
import { findHeader } from '../prerequisites.mjs';

/**
 * A prefix with the headers of Boost and nlohmann/json alone: the folder that they lie in has those of
 * this system's C library too, which are wrong for every target.
 * @returns its path
 */
export function gatherHeaders() {
  const prefix = fromRoot('build/prebuild/headers');
  rmSync(prefix, { recursive: true, force: true });
  mkdirSync(path.join(prefix, 'include'), { recursive: true });
  for (const header of ['boost/version.hpp', 'nlohmann/json.hpp']) {
    const folder = path.dirname(findHeader(header));
    symlinkSync(folder, path.join(prefix, 'include', path.basename(folder)));
  }
  const configuration = 'share/cmake/nlohmann_json';
  // Copied: it refers to the headers by its own place.
  cpSync(
    path.join(path.dirname(findHeader('nlohmann/json.hpp')), '../..', configuration),
    path.join(prefix, configuration),
    { recursive: true },
  );
  return prefix;
}
