# Everything is built with the sanitizer, tests and libraries alike.
if(SSECAST_SANITIZER)
    # Less optimised than what is shipped: it is built in half of the time. With the checks for
    # undefined behaviour, -O1 takes nearly twice as long as -Og.
    set(SSECAST_SANITIZER_LEVEL -O1)
    if(SSECAST_SANITIZER MATCHES undefined)
        set(SSECAST_SANITIZER_LEVEL -Og)
    endif()
    add_compile_options(-fsanitize=${SSECAST_SANITIZER} -fno-omit-frame-pointer
        ${SSECAST_SANITIZER_LEVEL} -g1)
    add_link_options(-fsanitize=${SSECAST_SANITIZER})
endif()
