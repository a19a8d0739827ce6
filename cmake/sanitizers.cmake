# Everything is built with the sanitizer, tests and libraries alike.
if(SSECAST_SANITIZER)
    # Less optimised than what is shipped: it is built in half of the time.
    add_compile_options(-fsanitize=${SSECAST_SANITIZER} -fno-omit-frame-pointer -O1 -g1)
    add_link_options(-fsanitize=${SSECAST_SANITIZER})
endif()
