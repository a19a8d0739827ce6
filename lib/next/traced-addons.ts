import { createRequire } from 'node:module';
import path from 'node:path';

/** The systems that the package has an addon for. */
export type Platform =
  | 'linux-x64'
  | 'linux-x64-musl'
  | 'linux-arm64'
  | 'linux-arm64-musl'
  | 'darwin-x64'
  | 'darwin-arm64'
  | 'win32-x64'
  | 'win32-arm64';

/** Those that the package brings: a test compares them with what is built. */
export const kPlatforms: readonly Platform[] = [
  'linux-x64',
  'linux-x64-musl',
  'linux-arm64',
  'linux-arm64-musl',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
];

/** Patterns for `outputFileTracingIncludes` and `outputFileTracingExcludes`, relative to the app. */
export interface TracedAddons {
  included: string[];
  excluded: string[];
}

/**
 * The addons that an app needs where it runs, and those that it does not. A tracer cannot know which one
 * the loader picks: Webpack's takes all of them, Turbopack's none.
 * @param wanted where the app runs; by default this system
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function tracedAddons(wanted: readonly Platform[] | undefined): TracedAddons {
  const kept = wanted === undefined ? [thisPlatform()] : checked(wanted);
  const others = kPlatforms.filter((name) => !kept.includes(name));
  const folder = folderOfPackage();
  return {
    included: kept.map((name) => `${folder}/native/prebuilds/${name}/ssecast.node`),
    excluded: ['**/node_modules/ssecast', folder].flatMap((each) =>
      others.map((name) => `${each}/native/prebuilds/${name}/**`),
    ),
  };
}

/** Where the files of the package are: above the app in a workspace, deep in its modules with pnpm. */
function folderOfPackage(): string {
  const app = process.cwd();
  try {
    const require = createRequire(path.join(app, 'next.config.js'));
    const found = path.dirname(require.resolve('ssecast/package.json'));
    return path.relative(app, found).split(path.sep).join('/');
  } catch {
    // Not found from here: `next build` was called in another folder.
    return 'node_modules/ssecast';
  }
}

function checked(platforms: readonly Platform[]): readonly Platform[] {
  const isList = Array.isArray(platforms) && platforms.length > 0;
  const unknown = isList ? platforms.find((name) => !kPlatforms.includes(name)) : platforms;
  if (isList && unknown === undefined) return platforms;
  throw Object.assign(
    new TypeError(
      `Expected names of ${kPlatforms.join(', ')} for platforms of withSSECast but received ` +
        `${JSON.stringify(unknown)}. Name the systems that the app will run on.`,
    ),
    { code: 'ERR_SSECAST_INVALID_OPTION' },
  );
}

/** As the loader names it. Only musl leaves its own version out of the report. */
function thisPlatform(): string {
  const name = `${process.platform}-${process.arch}`;
  if (process.platform !== 'linux') return name;
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime === undefined ? `${name}-musl` : name;
}
