# Everything is built with the sanitizer, tests and libraries alike.
if(SSECAST_SANITIZER)
    add_compile_options(-fsanitize=${SSECAST_SANITIZER} -fno-omit-frame-pointer -g)
    add_link_options(-fsanitize=${SSECAST_SANITIZER})
endif()
