# The one shared object of the package. NODE_ADDON_API_INCLUDE and NODE_API_HEADERS_INCLUDE are the
# folders of two npm packages; scripts/build-native.mjs finds them.
foreach(folder NODE_ADDON_API_INCLUDE NODE_API_HEADERS_INCLUDE)
    if(NOT ${folder})
        message(FATAL_ERROR "${folder} is not set; build the addon with: npm run build")
    endif()
endforeach()

add_library(ssecast_addon MODULE
    src/node/addon.cpp
    src/node/args.cpp
    src/node/broadcaster_object.cpp
    src/node/describe.cpp
    src/node/env_data.cpp
    src/node/js_error.cpp
    src/node/load_object.cpp
    src/node/outbox.cpp
    src/node/process_state.cpp
    src/node/stream_sink.cpp
)
target_include_directories(ssecast_addon SYSTEM PRIVATE
    ${NODE_ADDON_API_INCLUDE} ${NODE_API_HEADERS_INCLUDE})
target_compile_definitions(ssecast_addon PRIVATE
    NAPI_VERSION=8 NAPI_CPP_EXCEPTIONS BUILDING_NODE_EXTENSION
    # In an environment that is ending nothing can be thrown, and node-addon-api would abort.
    NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS
    SSECAST_VERSION="${PROJECT_VERSION}")
target_link_libraries(ssecast_addon PRIVATE ssecast_net ssecast_load)
ssecast_warnings(ssecast_addon)
set_target_properties(ssecast_addon PROPERTIES PREFIX "" OUTPUT_NAME ssecast SUFFIX .node)

if(APPLE)
    # Node has the functions of Node-API; the loader finds them there.
    target_link_options(ssecast_addon PRIVATE "LINKER:-undefined,dynamic_lookup" LINKER:-dead_strip)
    if(NOT SSECAST_SANITIZER)
        set(exports "${PROJECT_SOURCE_DIR}/cmake/exports.txt")
        target_link_options(ssecast_addon PRIVATE "LINKER:-exported_symbols_list,${exports}")
        set_target_properties(ssecast_addon PROPERTIES LINK_DEPENDS "${exports}")
    endif()
elseif(WIN32)
    # What NODE_API_MODULE marks for export is all that is exported.
    target_link_libraries(ssecast_addon PRIVATE ${NODE_LIBRARY})
elseif(NOT SSECAST_SANITIZER)
    # The C++ library inside, and one exported name: no other addon's copy of it is met, and the
    # file runs on glibc 2.34 and newer.
    set(map "${PROJECT_SOURCE_DIR}/cmake/exports.map")
    target_link_options(ssecast_addon PRIVATE
        -static-libstdc++ -static-libgcc "-Wl,--version-script=${map}" -Wl,--gc-sections)
    set_target_properties(ssecast_addon PROPERTIES LINK_DEPENDS "${map}")
endif()
