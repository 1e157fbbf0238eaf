# The parts we stand on. apt packages come through find_package; what tools/bootstrap fetched lies
# in SEMAFLOW_DEPS. cmake/semaflow-config.cmake.in repeats the list for users of the package.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(simdjson REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(libfyaml REQUIRED IMPORTED_TARGET libfyaml)
include(${CMAKE_CURRENT_LIST_DIR}/FindCctz.cmake)

# A part fetched anew configures anew.
file(GLOB stamps ${SEMAFLOW_DEPS}/.stamps/*)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${stamps})

# libduckdb.so is opened at run time and never linked: only its header is needed to build.
set(SEMAFLOW_DUCKDB_LIBRARY ${SEMAFLOW_DEPS}/duckdb/libduckdb.so)
if(EXISTS ${SEMAFLOW_DEPS}/duckdb/duckdb.h)
  add_library(semaflow_duckdb_header INTERFACE)
  target_include_directories(semaflow_duckdb_header SYSTEM INTERFACE ${SEMAFLOW_DEPS}/duckdb)
else()
  message(FATAL_ERROR "no ${SEMAFLOW_DEPS}/duckdb/duckdb.h: run tools/bootstrap build")
endif()
if(EXISTS ${SEMAFLOW_DUCKDB_LIBRARY})
  # Beside the program and the tests, where they look when neither an option nor the environment
  # says otherwise.
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  file(CREATE_LINK ${SEMAFLOW_DUCKDB_LIBRARY} ${CMAKE_BINARY_DIR}/libduckdb.so SYMBOLIC)
  file(CREATE_LINK ${SEMAFLOW_DUCKDB_LIBRARY} ${CMAKE_BINARY_DIR}/bin/libduckdb.so SYMBOLIC)
endif()

# libpq is opened at run time like libduckdb.so.
pkg_check_modules(libpq REQUIRED libpq)
add_library(semaflow_libpq_header INTERFACE)
target_include_directories(semaflow_libpq_header SYSTEM INTERFACE ${libpq_INCLUDE_DIRS})

# nanoarrow's own CMake project lacks files in the PyPI source, so its C files are named here. Its
# symbols carry our prefix: a process may hold another nanoarrow.
set(nanoarrow_dir ${SEMAFLOW_DEPS}/nanoarrow)
if(EXISTS ${nanoarrow_dir}/src/nanoarrow/nanoarrow.h)
  set(NANOARROW_VERSION_MAJOR 0)
  set(NANOARROW_VERSION_MINOR 9)
  set(NANOARROW_VERSION_PATCH 0)
  set(NANOARROW_VERSION "0.9.0")
  set(NANOARROW_NAMESPACE_DEFINE "#define NANOARROW_NAMESPACE SemaflowNanoarrow")
  configure_file(${nanoarrow_dir}/src/nanoarrow/nanoarrow_config.h.in
    ${CMAKE_BINARY_DIR}/nanoarrow/nanoarrow/nanoarrow_config.h)
  set(nanoarrow_common array array_stream schema utils)
  list(TRANSFORM nanoarrow_common REPLACE "(.+)" "${nanoarrow_dir}/src/nanoarrow/common/\\1.c")
  set(nanoarrow_ipc codecs decoder encoder reader writer)
  list(TRANSFORM nanoarrow_ipc REPLACE "(.+)" "${nanoarrow_dir}/src/nanoarrow/ipc/\\1.c")
  set(nanoarrow_flatcc builder emitter verifier refmap)
  list(TRANSFORM nanoarrow_flatcc REPLACE "(.+)" "${nanoarrow_dir}/flatcc/src/runtime/\\1.c")
  add_library(semaflow_nanoarrow_objects OBJECT
    ${nanoarrow_common} ${nanoarrow_ipc} ${nanoarrow_flatcc})
  target_include_directories(semaflow_nanoarrow_objects SYSTEM PUBLIC
    ${nanoarrow_dir}/src ${CMAKE_BINARY_DIR}/nanoarrow
    PRIVATE ${nanoarrow_dir}/flatcc/include)
  target_compile_options(semaflow_nanoarrow_objects PRIVATE -w -fvisibility=hidden)
  add_library(semaflow_nanoarrow STATIC $<TARGET_OBJECTS:semaflow_nanoarrow_objects>)
  target_include_directories(semaflow_nanoarrow SYSTEM PUBLIC
    ${nanoarrow_dir}/src ${CMAKE_BINARY_DIR}/nanoarrow)
else()
  message(FATAL_ERROR "no ${nanoarrow_dir}: run tools/bootstrap build")
endif()
