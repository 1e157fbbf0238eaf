# bench/<name>_bench.cc -> build/bench/<name>, run by bench/run (make bench); other .cc files of the
# folder are what they share.
file(GLOB bench_programs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/*_bench.cc)
file(GLOB bench_shared CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/*.cc)
list(REMOVE_ITEM bench_shared ${bench_programs})
foreach(source ${bench_programs})
  get_filename_component(name ${source} NAME_WE)
  string(REPLACE "_bench" "" name ${name})
  add_executable(bench_${name} ${source} ${bench_shared})
  set_target_properties(bench_${name} PROPERTIES
    OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
  target_include_directories(bench_${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(bench_${name} PRIVATE semaflow_everywhere semaflow_duckdb_header
    semaflow_libpq_header ${libpq_LINK_LIBRARIES} ${CMAKE_DL_LIBS})
  foreach(library semaflow_api semaflow_api_below)
    if(TARGET ${library})
      target_link_libraries(bench_${name} PRIVATE ${library})
    endif()
  endforeach()
endforeach()
