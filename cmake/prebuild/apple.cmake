# How addons for macOS are linked: by LLVM's linker, which signs those that need it. The names of local
# symbols are a third of its file; llvm-strip removes them and signs anew.
# scripts/lib/prebuild/apple.mjs sets the variables.
if(SSECAST_PROCESSOR STREQUAL "aarch64")
    set(architecture arm64)
else()
    set(architecture "${SSECAST_PROCESSOR}")
endif()
string(CONCAT ssecast_link
    "\"${SSECAST_APPLE_LINKER}\" -arch ${architecture} -bundle -S"
    " -platform_version macos ${SSECAST_APPLE_OLDEST} ${SSECAST_APPLE_OLDEST}"
    " <LINK_FLAGS> -o <TARGET> <OBJECTS> <LINK_LIBRARIES> ${SSECAST_APPLE_RUNTIME}")
set(CMAKE_CXX_CREATE_SHARED_MODULE "${ssecast_link}" "\"${SSECAST_APPLE_STRIP}\" -x <TARGET>")
# Options for the linker reach it without a compiler between.
set(CMAKE_CXX_LINKER_WRAPPER_FLAG "")
set(CMAKE_SHARED_MODULE_CREATE_CXX_FLAGS "")
