import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { which } from './which.mjs';

const includeFolders = [
  ...(process.env.CPATH ?? '').split(path.delimiter).filter(Boolean),
  ...(process.env.BOOST_ROOT ? [path.join(process.env.BOOST_ROOT, 'include')] : []),
  '/usr/local/include',
  '/usr/include',
  '/opt/homebrew/include',
];

/** The path of a header by its name. */
export const findHeader = (name) =>
  includeFolders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));

/** Boost.Asio before 1.81 lacks what src/net uses; Debian 12's unnumbered package is 1.74. */
function hasBoost() {
  const header = findHeader('boost/version.hpp');
  const version = header && /#define BOOST_VERSION (\d+)/.exec(readFileSync(header, 'utf8'))?.[1];
  return Number(version ?? 0) >= 108100;
}

function hasClangRuntime() {
  const clang = which('clang');
  if (!clang) return false;
  const folder = execFileSync(clang, ['--print-runtime-dir'], { encoding: 'utf8' }).trim();
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('clang_rt.fuzzer'));
}

/** `packages`: Debian's, any one of which brings it, the preferred one first. */
export const toBuild = [
  { name: 'a C++20 compiler', packages: ['g++'], found: () => which('g++') ?? which('clang++') },
  { name: 'make or ninja', packages: ['make'], found: () => which('ninja') ?? which('make') },
  { name: 'CMake', packages: ['cmake'], found: () => which('cmake') },
  {
    name: 'the headers of Boost 1.81 or newer',
    packages: ['libboost1.81-dev', 'libboost1.83-dev', 'libboost-dev'],
    found: hasBoost,
  },
  {
    name: 'the headers of nlohmann/json',
    packages: ['nlohmann-json3-dev'],
    found: () => findHeader('nlohmann/json.hpp'),
  },
];

/** Debian's packages keep the programs out of the PATH. */
function findPostgres() {
  const folder = '/usr/lib/postgresql';
  const versions = existsSync(folder) ? readdirSync(folder) : [];
  return which('initdb') ?? versions.find((name) => existsSync(`${folder}/${name}/bin/initdb`));
}

/** The linker for macOS, to whose name Debian adds the version. */
export const findAppleLinker = () => which('ld64.lld') ?? which('ld64.lld-14');

/** What `npm run prebuild` needs besides: a linker for macOS, and readers of all kinds of binaries. */
export const toPrebuild = [
  { name: "LLVM's linker", packages: ['lld-14', 'lld'], found: findAppleLinker },
  { name: "LLVM's readers of binaries", packages: ['llvm'], found: () => which('llvm-readobj') },
];

const redis = {
  name: 'redis-server',
  packages: ['redis-server'],
  found: () => which('redis-server'),
};

/** What the demo of two processes needs besides. */
export const toRunRedis = [redis];

export const toTest = [
  {
    name: 'GoogleTest',
    packages: ['libgtest-dev'],
    found: () => findHeader('gtest/gtest.h'),
  },
  { name: 'curl', packages: ['curl'], found: () => which('curl') },
  { name: 'ip', packages: ['iproute2'], found: () => which('ip') ?? which('/usr/sbin/ip') },
  { name: 'faketime', packages: ['faketime'], found: () => which('faketime') },
  redis,
  { name: 'PostgreSQL', packages: ['postgresql'], found: findPostgres },
  { name: 'redis-cli', packages: ['redis-tools'], found: () => which('redis-cli') },
  { name: 'openssl', packages: ['openssl'], found: () => which('openssl') },
  { name: 'Chromium', packages: ['chromium'], found: () => which('chromium') },
  { name: 'clang', packages: ['clang'], found: () => which('clang') },
  { name: "clang's sanitizers", packages: ['libclang-rt-dev'], found: hasClangRuntime },
  { name: 'clang-format', packages: ['clang-format'], found: () => which('clang-format') },
  { name: 'clang-tidy', packages: ['clang-tidy'], found: () => which('clang-tidy') },
];

/** What `npm run platforms` runs binaries of other systems with. */
export const toRunPlatforms = [
  { name: 'qemu-user', packages: ['qemu-user-static'], found: () => which('qemu-aarch64-static') },
  {
    name: 'the C library of arm64',
    packages: ['libc6-arm64-cross'],
    found: () => existsSync('/usr/aarch64-linux-gnu/lib/libc.so.6'),
  },
  ...['libstdc++.so.6', 'libatomic.so.1'].map((library) => ({
    name: `${library} of arm64`,
    packages: [`${library.replace(/\.so\./, '')}-arm64-cross`],
    found: () => existsSync(`/usr/aarch64-linux-gnu/lib/${library}`),
  })),
  { name: 'Wine', packages: ['wine64'], found: () => existsSync('/usr/lib/wine/wine64') },
];

/** What tests and `npm run world` put beside a server. Unpacked into build/neighbours and not installed. */
export const toNeighbour = [
  { name: 'nginx', packages: ['nginx'], program: 'sbin/nginx' },
  { name: 'haproxy', packages: ['haproxy'], program: 'sbin/haproxy' },
  { name: 'Caddy', packages: ['caddy'], program: 'bin/caddy' },
  { name: 'Apache', packages: ['apache2-bin'], program: 'sbin/apache2' },
  { name: 'faketime', packages: ['faketime', 'libfaketime'], program: 'bin/faketime' },
];

export const missing = (prerequisites) => prerequisites.filter(({ found }) => !found());

/** The sentence for what cannot be installed from here. */
export function askToInstall(prerequisites) {
  const names = prerequisites.map(({ name }) => name).join(', ');
  const packages = prerequisites.map(({ packages }) => packages[0]).join(' ');
  return `Missing: ${names}; install them and run this again, on Debian with: apt-get install ${packages}`;
}
