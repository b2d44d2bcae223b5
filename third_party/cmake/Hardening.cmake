# syncwall_hardened: what the rooms and both programs are compiled with, and the programs linked with, for they read what
# others send. Sanitizers look at the same things themselves, and FORTIFY needs optimization.
include(CheckCXXCompilerFlag)
add_library(syncwall_hardened INTERFACE)
if(NOT SYNCWALL_SANITIZE)
  target_compile_options(syncwall_hardened INTERFACE -fPIE -fstack-protector-strong
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
  foreach(flag -fstack-clash-protection -fcf-protection)  # not on every machine
    string(MAKE_C_IDENTIFIER "SYNCWALL_HAS${flag}" known)
    check_cxx_compiler_flag(${flag} ${known})
    if(${known})
      target_compile_options(syncwall_hardened INTERFACE ${flag})
    endif()
  endforeach()
endif()

function(syncwall_harden program)
  target_link_libraries(${program} PRIVATE syncwall_hardened)
  target_link_options(${program} PRIVATE -pie -Wl,-z,relro,-z,now)
endfunction()
