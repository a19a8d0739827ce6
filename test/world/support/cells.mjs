/**
 * Which apps the matrix builds. A combination is one install, one build and up to three servers.
 *
 * `standard` is every version with every bundler it has under npm, and every version with pnpm and in
 * an npm workspace under its own default bundler (the newest under both): a package manager decides
 * where files lie, a bundler which of them are taken, so the two meet on every version once and on the
 * newest twice. `all` is the whole product; `quick` is what every change has to pass: each version once,
 * and each bundler and package manager with one of them.
 */

export const kServers = ['next start', 'standalone', 'next dev'];

/** `builds`, `dev`: the flag for each bundler that the version has; the first is its default. */
export const versions = [
  {
    name: '14.2',
    range: '14.2',
    react: '^18.3.1',
    builds: { webpack: [] },
    dev: { webpack: [], Turbopack: ['--turbo'] },
    // A release candidate there: it bundles what instrumentation.ts imports, whatever is external.
    unsupported: 'Turbopack',
  },
  {
    name: '15.5',
    range: '15.5',
    react: '^19.0.0',
    builds: { webpack: [], Turbopack: ['--turbopack'] },
    dev: { webpack: [], Turbopack: ['--turbopack'] },
  },
  ...[
    ['16.0', '16.0'],
    // The first in which the response's headers were found to be kept in another form.
    ['16.2.0', '16.2.0'],
    ['newest', 'latest'],
    ['canary', 'canary'],
  ].map(([name, range]) => ({
    name,
    range,
    react: '^19.0.0',
    builds: { Turbopack: [], webpack: ['--webpack'] },
    dev: { Turbopack: [], webpack: ['--webpack'] },
    isNext: name === 'canary',
  })),
];

export const managers = ['npm', 'pnpm', 'npm workspace'];

const versionOf = (name) => versions.find((version) => version.name === name);

/** One combination: what is installed, built and served. */
function combine(name, bundler, manager) {
  const version = versionOf(name);
  return {
    version,
    bundler,
    manager,
    servers: bundler in version.builds ? kServers : ['next dev'],
    informs: version.isNext || version.unsupported === bundler,
  };
}

const everyBundler = (version) => Object.keys(version.dev);

const all = () =>
  versions.flatMap((version) =>
    managers.flatMap((manager) =>
      everyBundler(version).map((bundler) => combine(version.name, bundler, manager)),
    ),
  );

const isStandard = ({ version, bundler, manager }) => {
  if (version.isNext) return manager === 'npm' && bundler === everyBundler(version)[0];
  if (manager === 'npm' || version.name === 'newest') return true;
  return bundler === everyBundler(version)[0];
};

const quick = () => [
  combine('14.2', 'webpack', 'npm'),
  combine('15.5', 'Turbopack', 'npm workspace'),
  combine('16.0', 'webpack', 'pnpm'),
  combine('newest', 'Turbopack', 'pnpm'),
];

/** `part`: 'quick', 'standard' or 'all'; `versions`: names, to run only these. */
export function combinations(part, only) {
  const chosen = part === 'quick' ? quick() : part === 'all' ? all() : all().filter(isStandard);
  return only === undefined ? chosen : chosen.filter(({ version }) => only.includes(version.name));
}
