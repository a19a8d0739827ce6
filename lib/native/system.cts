/** The systems for which the package brings an addon, by the names of their folders. */
export const kBroughtAlong: readonly string[] = [
  'linux-x64',
  'linux-x64-musl',
  'linux-arm64',
  'linux-arm64-musl',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
];

const kNames: Readonly<Record<string, string>> = {
  linux: 'Linux',
  darwin: 'macOS',
  win32: 'Windows',
};

/** The system that this Node was built for. */
export interface System {
  /** The name of its folder. */
  readonly folder: string;
  /** For people. */
  readonly name: string;
}

export function currentSystem(): System {
  const { platform, arch } = process;
  const name = `${kNames[platform] ?? platform} on ${arch}`;
  if (platform !== 'linux') return { folder: `${platform}-${arch}`, name };
  return isMusl()
    ? { folder: `linux-${arch}-musl`, name: `${name} with musl` }
    : { folder: `linux-${arch}`, name: `${name} with glibc` };
}

/** Whether this Node was linked with musl, as on Alpine: such a process cannot load a glibc addon. */
function isMusl(): boolean {
  if (process.report === undefined) return false;
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  // Otherwise the report looks up the host name of every open connection.
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  report.excludeNetwork = before ?? false;
  return header?.glibcVersionRuntime === undefined;
}
