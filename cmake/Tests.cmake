# Tests are found by listing; nothing is registered by hand.
#   src/<room>/**/*_test.cc      -> <room>_tests, linked with that room and the rooms below it
#   apps/cli/**/*_test.cc        -> cli_tests
#   tests/<group>/**/*_test.cc   -> <group>_tests, linked with the whole library and RunCli
#   tests/**/*_test.{sh,py}      -> one ctest each
# Each binary is one ctest that writes test-reports/<name>.xml for tools/check_tests_ran.
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
find_package(nlohmann_json REQUIRED)
find_program(SEMAFLOW_TEST_PYTHON python3 HINTS ${SEMAFLOW_DEPS}/venv/bin NO_DEFAULT_PATH)
if(NOT SEMAFLOW_TEST_PYTHON)
  find_program(SEMAFLOW_TEST_PYTHON python3 REQUIRED)
endif()

set(test_reports ${CMAKE_BINARY_DIR}/test-reports)
set(test_environment
  "SEMAFLOW_DUCKDB_LIBRARY=${SEMAFLOW_DUCKDB_LIBRARY}"
  "SEMAFLOW_SOURCE_DIR=${PROJECT_SOURCE_DIR}"
  "SEMAFLOW_BUILD_DIR=${CMAKE_BINARY_DIR}"
  "SEMAFLOW_DEPS=${SEMAFLOW_DEPS}"
  "SEMAFLOW_BINARY=${CMAKE_BINARY_DIR}/semaflow"
  "ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1"
  "UBSAN_OPTIONS=print_stacktrace=1"
  "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tools/tsan.supp"
  "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tools/lsan.supp:print_suppressions=0")

add_library(semaflow_test_support INTERFACE)
target_link_libraries(semaflow_test_support INTERFACE semaflow_everywhere
  GTest::gmock GTest::gtest rapidcheck nlohmann_json::nlohmann_json)
target_include_directories(semaflow_test_support INTERFACE ${PROJECT_SOURCE_DIR})
# -fPIC as the objects have it, not an executable's -fPIE: one precompiled header serves all tests.
target_compile_options(semaflow_test_support INTERFACE -fPIC)
target_compile_definitions(semaflow_test_support INTERFACE
  SEMAFLOW_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # The code under test stays optimized; the tests themselves only have to compile quickly.
  target_compile_options(semaflow_test_support INTERFACE -O0)
  # A hundred thousand runs of a simulation.
  set_source_files_properties(
    ${PROJECT_SOURCE_DIR}/tests/simulation/engine_simulation_test.cc PROPERTIES
    COMPILE_OPTIONS -O2 SKIP_PRECOMPILE_HEADERS ON)
endif()

file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch/test_main.cc @ONLY CONTENT
"#include <gmock/gmock.h>

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
")
add_library(semaflow_test_main OBJECT ${CMAKE_BINARY_DIR}/pch/test_main.cc)
target_link_libraries(semaflow_test_main PRIVATE semaflow_test_support)
if(SEMAFLOW_PCH)
  target_precompile_headers(semaflow_test_main PRIVATE
    ${PROJECT_SOURCE_DIR}/cmake/pch.h <gmock/gmock.h> <gtest/gtest.h>)
endif()

# semaflow_test_binary(<name> <folder> <libraries...>): a GoogleTest binary of all *_test.cc in the
# folder; other .cc files of a folder under tests/ are its support code.
function(semaflow_test_binary name folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*_test.cc)
  if(NOT sources)
    return()
  endif()
  if(folder MATCHES "^tests/")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cc)
  endif()
  add_executable(${name} ${sources} $<TARGET_OBJECTS:semaflow_test_main>)
  target_link_libraries(${name} PRIVATE semaflow_test_support ${ARGN})
  if(SEMAFLOW_PCH)
    target_precompile_headers(${name} REUSE_FROM semaflow_test_main)
  endif()
  add_test(NAME ${name} COMMAND ${name} --gtest_output=xml:${test_reports}/${name}.xml
    --gtest_brief=1 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "${test_environment}" TIMEOUT 900)
endfunction()

foreach(room ${SEMAFLOW_ROOM_NAMES})
  set(libraries semaflow_${room}_below)
  if(TARGET semaflow_${room})
    list(APPEND libraries semaflow_${room})
  endif()
  foreach(library cctz::cctz simdjson::simdjson semaflow_nanoarrow semaflow_duckdb_header)
    if(TARGET ${library})
      list(APPEND libraries ${library})
    endif()
  endforeach()
  semaflow_test_binary(${room}_tests src/${room} ${libraries})
endforeach()

set(whole_library)
foreach(target semaflow_cli semaflow_api semaflow_api_below)
  if(TARGET ${target})
    list(APPEND whole_library ${target})
  endif()
endforeach()
semaflow_test_binary(cli_tests apps/cli ${whole_library})

file(GLOB test_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true RELATIVE
  ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/tests/*)
list(REMOVE_ITEM test_folders fuzz)
foreach(group ${test_folders})
  if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/tests/${group})
    semaflow_test_binary(${group}_tests tests/${group} ${whole_library})
  endif()
endforeach()
# 64 clients and a server that is away: nothing beside it.
set_tests_properties(chaos_tests PROPERTIES RUN_SERIAL TRUE)

# Shell and Python tests, and the self-tests of tools/.
file(GLOB_RECURSE script_tests CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/tests/*_test.sh ${PROJECT_SOURCE_DIR}/tests/*_test.py
  ${PROJECT_SOURCE_DIR}/tools/*_test.py)
foreach(script ${script_tests})
  if(script MATCHES "\\.py$")
    set(interpreter ${SEMAFLOW_TEST_PYTHON})
  else()
    set(interpreter bash)
  endif()
  add_test(NAME ${script} COMMAND ${interpreter} ${PROJECT_SOURCE_DIR}/${script}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${script} PROPERTIES TIMEOUT 900
    ENVIRONMENT "${test_environment}")
endforeach()

# Every fuzz corpus is replayed by an ordinary test.
file(GLOB fuzz_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_*.cc)
foreach(source ${fuzz_sources})
  get_filename_component(name ${source} NAME_WE)
  string(REPLACE "fuzz_" "" corpus ${name})
  add_executable(${name}_replay ${source} tests/fuzz/replay_main.cc)
  target_link_libraries(${name}_replay PRIVATE semaflow_test_support ${whole_library})
  add_test(NAME ${name}_replay
    COMMAND ${name}_replay ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${corpus})
  set_tests_properties(${name}_replay PROPERTIES ENVIRONMENT "${test_environment}" TIMEOUT 300)
endforeach()
