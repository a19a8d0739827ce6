import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../paths.mjs';
import { findAppleLinker } from '../prerequisites.mjs';
import { Failure } from '../run.mjs';
import { which } from '../which.mjs';
import { kOldestMacos } from './targets.mjs';
import { zig, zigLibraries } from './zig.mjs';

/** Throws, so that the compiler brings all that exceptions need. */
const kProgram = 'int main(int count, char**) { if (count > 9) throw count; }\n';

/**
 * The compiler builds its C++ library when it links a program for macOS first. Its own linker leaves
 * every symbol in an addon, so only the libraries are taken from there.
 */
async function findRuntime({ triple, name }) {
  const folder = fromRoot('build/prebuild', name);
  mkdirSync(folder, { recursive: true });
  const source = path.join(folder, 'program.cpp');
  writeFileSync(source, kProgram);
  const output = `-femit-bin=${path.join(folder, 'program')}`;
  const options = ['-lc++', '-OReleaseFast', '-target', triple, '--verbose-link', output];
  const told = await zig(['build-exe', source, ...options]);
  const wanted = ['libc++.a', 'libc++abi.a', 'libcompiler_rt.a'];
  return wanted.map((library) => {
    const found = told.split(/\s+/).find((word) => path.basename(word) === library);
    if (found !== undefined) return found;
    throw new Failure(`Expected zig to link ${library} for ${triple} but it linked: ${told}`);
  });
}

/** What CMake needs for a target of macOS; see cmake/prebuild/apple.cmake. */
export async function appleDefinitions(target) {
  const system = path.join(zigLibraries, 'libc/darwin/libSystem.tbd');
  // The system before the compiler's runtime, whose memcpy is slower and would be taken otherwise.
  const [cxx, cxxabi, compilerRuntime] = await findRuntime(target);
  return {
    CMAKE_USER_MAKE_RULES_OVERRIDE: fromRoot('cmake/prebuild/apple.cmake'),
    SSECAST_APPLE_LINKER: findAppleLinker(),
    SSECAST_APPLE_STRIP: which('llvm-strip'),
    SSECAST_APPLE_RUNTIME: [cxx, cxxabi, system, compilerRuntime].join(' '),
    SSECAST_APPLE_OLDEST: kOldestMacos,
  };
}
