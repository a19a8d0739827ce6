import { addonHeaders } from './addon-headers.mjs';
import { inFewUnits } from './cmake.mjs';

/** `folder`: where CMake builds the tests and the addon with them. */
export const sanitizers = {
  address: { folder: 'asan', flags: 'address,undefined', libraries: ['libasan.so', 'libubsan.so'] },
  thread: { folder: 'tsan', flags: 'thread', libraries: ['libtsan.so'] },
};

/** One build for the C++ tests and for the addon: most of it is the same. */
export const definitionsOf = (kind) => ({
  CMAKE_BUILD_TYPE: 'RelWithDebInfo',
  // The runtime that is loaded before Node has to be that of the compiler.
  CMAKE_CXX_COMPILER: 'g++',
  SSECAST_TESTS: 'ON',
  ...inFewUnits,
  SSECAST_SANITIZER: sanitizers[kind].flags,
  ...addonHeaders,
});
