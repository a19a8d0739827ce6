import { isMusl } from './is-musl.cjs';

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
