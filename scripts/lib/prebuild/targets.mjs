import { Failure } from '../run.mjs';

/** The oldest systems that a binary runs on. */
export const kOldestGlibc = '2.28';
export const kOldestMacos = '11.0';

const linux = (arch, processor) => [
  {
    name: `linux-${arch}`,
    kind: 'glibc',
    triple: `${processor}-linux-gnu.${kOldestGlibc}`,
    system: 'Linux',
    processor,
  },
  {
    name: `linux-${arch}-musl`,
    kind: 'musl',
    triple: `${processor}-linux-musl`,
    system: 'Linux',
    processor,
  },
];

const macos = (arch, processor) => ({
  name: `darwin-${arch}`,
  kind: 'macos',
  triple: `${processor}-macos.${kOldestMacos}`,
  system: 'Darwin',
  processor,
});

const windows = (arch, processor) => ({
  name: `win32-${arch}`,
  kind: 'windows',
  triple: `${processor}-windows-gnu`,
  system: 'Windows',
  processor,
});

/** `name`: the folder in native/prebuilds/; `triple`: what zig calls the system. */
export const targets = [
  ...linux('x64', 'x86_64'),
  ...linux('arm64', 'aarch64'),
  macos('x64', 'x86_64'),
  macos('arm64', 'aarch64'),
  windows('x64', 'x86_64'),
  windows('arm64', 'aarch64'),
];

/** The targets that `--only` names; all without it. */
export function chosenTargets(only) {
  if (only === undefined) return targets;
  return only.split(',').map((name) => {
    const found = targets.find((each) => each.name === name);
    if (found !== undefined) return found;
    const known = targets.map((each) => each.name).join(', ');
    throw new Failure(`Expected platforms of ${known} for --only but received ${name}.`);
  });
}
