# make fuzz: the same targets with libFuzzer, built by clang in build-fuzz/.
add_library(semaflow_libfuzzer INTERFACE)
target_link_options(semaflow_libfuzzer INTERFACE -fsanitize=fuzzer,address,undefined)

file(GLOB fuzz_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_*.cc)
foreach(source ${fuzz_sources})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE semaflow_everywhere semaflow_api semaflow_libfuzzer)
endforeach()
