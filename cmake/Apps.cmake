# apps/cli is a library with RunCli(args, streams) and the program build/semaflow over it.
file(GLOB_RECURSE cli_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/apps/cli/*.cc)
list(FILTER cli_sources EXCLUDE REGEX "(_test|/main)\\.cc$")
if(cli_sources AND TARGET libsemaflow)
  add_library(semaflow_cli STATIC ${cli_sources})
  target_include_directories(semaflow_cli PUBLIC
    ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/apps ${PROJECT_SOURCE_DIR}/apps/cli)
  target_link_libraries(semaflow_cli
    PUBLIC semaflow::semaflow semaflow_flags PRIVATE fmt::fmt CLI11::CLI11)
endif()

if(EXISTS ${PROJECT_SOURCE_DIR}/apps/cli/main.cc AND TARGET semaflow_cli)
  add_executable(semaflow apps/cli/main.cc)
  set_target_properties(semaflow PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  target_link_libraries(semaflow PRIVATE semaflow_cli)
endif()

# `ninja program`: what make build makes, whatever of it has sources.
add_custom_target(program)
foreach(target libsemaflow semaflow)
  if(TARGET ${target})
    add_dependencies(program ${target})
  endif()
endforeach()
