# Options, compiler flags and where things land in a build folder.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release (-O2, what users get), Debug, Asan or Tsan" FORCE)
endif()

if(PROJECT_IS_TOP_LEVEL)
  set(semaflow_own_build ON)
else()
  set(semaflow_own_build OFF)
endif()
option(SEMAFLOW_TESTS "Build the tests (needs GoogleTest, RapidCheck)" ${semaflow_own_build})
option(SEMAFLOW_BENCH "Build the benchmarks" ${semaflow_own_build})
option(SEMAFLOW_WERROR "Treat warnings as errors" ${semaflow_own_build})
option(SEMAFLOW_PCH "Precompile the standard library, fmt and tl::expected" ON)
option(SEMAFLOW_PYTHON "Build the extension module of the Python package" OFF)
option(SEMAFLOW_FUZZ "Build the fuzz targets with libFuzzer (needs clang)" OFF)
option(SEMAFLOW_MUTANTS "Plant bugs for make mutants (src/base/planted.h): for tests alone" OFF)
set(SEMAFLOW_DEPS "${PROJECT_SOURCE_DIR}/.deps" CACHE PATH "Where tools/bootstrap put its parts")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)  # the same archive goes into the Python module
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(semaflow_asan_flags "-O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined \
-fno-sanitize-recover=all")
set(CMAKE_C_FLAGS_ASAN "${semaflow_asan_flags}")
set(CMAKE_CXX_FLAGS_ASAN "${semaflow_asan_flags} -D_GLIBCXX_ASSERTIONS")
set(CMAKE_EXE_LINKER_FLAGS_ASAN "-fsanitize=address,undefined")
set(CMAKE_SHARED_LINKER_FLAGS_ASAN "-fsanitize=address,undefined")
set(CMAKE_MODULE_LINKER_FLAGS_ASAN "-fsanitize=address,undefined")
set(CMAKE_C_FLAGS_TSAN "-O1 -g1 -fno-omit-frame-pointer -fsanitize=thread")
set(CMAKE_CXX_FLAGS_TSAN "${CMAKE_C_FLAGS_TSAN}")
set(CMAKE_EXE_LINKER_FLAGS_TSAN "-fsanitize=thread")

# Our own targets link this; it never reaches the installed package.
# Designated initializers leave fields out on purpose; gcc 12 takes moved variants and optionals for
# uninitialized memory at -O2 (it cannot see that the tag guards them). Nothing replaces our functions
# at run time, so calls within a file are direct although it is -fPIC.
add_library(semaflow_flags INTERFACE)
target_compile_options(semaflow_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wno-missing-field-initializers
     $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -fno-semantic-interposition> -Werror=switch
     -fdiagnostics-color=always>
  $<$<AND:$<BOOL:${SEMAFLOW_WERROR}>,$<COMPILE_LANGUAGE:CXX>>:-Werror>)

find_program(SEMAFLOW_CCACHE ccache)
if(SEMAFLOW_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # pch_defines and time_macros let ccache work beside a precompiled header; the base folder makes
  # two build folders of one checkout share their entries.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} ${SEMAFLOW_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()

find_program(SEMAFLOW_MOLD mold)
if(SEMAFLOW_MOLD AND semaflow_own_build)
  add_link_options(-fuse-ld=mold)
endif()
