# Toolchain of `npm run prebuild`: one compiler for every system that a binary is shipped for.
# scripts/lib/prebuild/compile.mjs sets the variables. Of the machine that builds, only the headers
# in CMAKE_PREFIX_PATH are used.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES
    SSECAST_ZIG SSECAST_ZIG_TARGET SSECAST_SYSTEM SSECAST_PROCESSOR SSECAST_APPLE_LINKER)

set(CMAKE_SYSTEM_NAME "${SSECAST_SYSTEM}")
set(CMAKE_SYSTEM_PROCESSOR "${SSECAST_PROCESSOR}")
set(CMAKE_CXX_COMPILER "${SSECAST_ZIG}" c++ -target ${SSECAST_ZIG_TARGET})
set(CMAKE_CXX_ARCHIVE_CREATE "\"${SSECAST_ZIG}\" ar qc <TARGET> <OBJECTS>")
set(CMAKE_CXX_ARCHIVE_FINISH "\"${SSECAST_ZIG}\" ranlib <TARGET>")

# Without a flag it adds debug information, which is nine tenths of the file.
set(CMAKE_CXX_FLAGS_INIT "-g0 -ffunction-sections -fdata-sections")
if(NOT SSECAST_SYSTEM STREQUAL "Darwin")
    set(CMAKE_MODULE_LINKER_FLAGS_INIT "-s")
endif()

# It links threads with the C library, and refuses -fPIE, with which CMake would ask for them.
set(CMAKE_HAVE_LIBC_PTHREAD ON)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
