# semaflow_room(<name> ROOMS <rooms it may include> LIBRARIES <third party it may use>)
#
# Sources are src/<name>/**/*.cc without *_test.cc. Makes the archive semaflow_<name>, which brings
# the archives of the rooms below it, so `ninja <name>_tests` builds nothing above the room.
# tools/check_layers checks the same rules on the #include lines.

set(SEMAFLOW_ROOMS)          # rooms that have sources
set(SEMAFLOW_ROOM_NAMES)     # all rooms
set(SEMAFLOW_ROOM_OBJECTS)
set(SEMAFLOW_ROOM_LIBRARIES)  # third-party libraries that the rooms link

# Everything a room inherits: include roots, flags, the libraries allowed everywhere.
add_library(semaflow_everywhere INTERFACE)
target_include_directories(semaflow_everywhere INTERFACE
  ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(semaflow_everywhere INTERFACE
  semaflow_flags fmt::fmt tl::expected Threads::Threads)

if(SEMAFLOW_PCH)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch/room.cc
    CONTENT "// Only carries the precompiled header.\n")
  add_library(semaflow_pch OBJECT ${CMAKE_BINARY_DIR}/pch/room.cc)
  target_link_libraries(semaflow_pch PRIVATE semaflow_everywhere)
  target_precompile_headers(semaflow_pch PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch.h)
endif()

function(semaflow_use_pch target)
  if(SEMAFLOW_PCH)
    target_precompile_headers(${target} REUSE_FROM semaflow_pch)
  endif()
endfunction()

function(semaflow_room name)
  cmake_parse_arguments(room "" "" "ROOMS;LIBRARIES" ${ARGN})
  list(APPEND SEMAFLOW_ROOM_NAMES ${name})
  set(SEMAFLOW_ROOM_NAMES ${SEMAFLOW_ROOM_NAMES} PARENT_SCOPE)
  # Rooms without sources still pass on what lies below them.
  add_library(semaflow_${name}_below INTERFACE)
  target_link_libraries(semaflow_${name}_below INTERFACE semaflow_everywhere)
  foreach(below ${room_ROOMS})
    target_link_libraries(semaflow_${name}_below INTERFACE semaflow_${below}_below)
    if(TARGET semaflow_${below})
      target_link_libraries(semaflow_${name}_below INTERFACE semaflow_${below})
    endif()
  endforeach()

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  if(NOT sources)
    return()
  endif()
  set(libraries)
  foreach(library ${room_LIBRARIES})
    if(TARGET ${library})
      list(APPEND libraries ${library})
    endif()
  endforeach()
  add_library(semaflow_${name}_objects OBJECT ${sources})
  target_link_libraries(semaflow_${name}_objects PRIVATE semaflow_everywhere ${libraries})
  semaflow_use_pch(semaflow_${name}_objects)
  add_library(semaflow_${name} STATIC $<TARGET_OBJECTS:semaflow_${name}_objects>)
  target_link_libraries(semaflow_${name} PUBLIC semaflow_${name}_below ${libraries})

  set(SEMAFLOW_ROOMS ${SEMAFLOW_ROOMS} ${name} PARENT_SCOPE)
  set(SEMAFLOW_ROOM_OBJECTS ${SEMAFLOW_ROOM_OBJECTS} $<TARGET_OBJECTS:semaflow_${name}_objects>
    PARENT_SCOPE)
  set(SEMAFLOW_ROOM_LIBRARIES ${SEMAFLOW_ROOM_LIBRARIES} ${libraries} PARENT_SCOPE)
endfunction()

semaflow_room(base)
semaflow_room(time      ROOMS base LIBRARIES cctz::cctz)
semaflow_room(expr      ROOMS time)
semaflow_room(model     ROOMS expr LIBRARIES PkgConfig::libfyaml simdjson::simdjson)
semaflow_room(request   ROOMS model LIBRARIES simdjson::simdjson)
semaflow_room(plan      ROOMS request)
semaflow_room(sql       ROOMS plan)
semaflow_room(arrow     ROOMS base LIBRARIES semaflow_nanoarrow)
semaflow_room(engine    ROOMS sql arrow)
semaflow_room(backends  ROOMS arrow
                        LIBRARIES semaflow_nanoarrow semaflow_duckdb_header semaflow_libpq_header
                                  ${CMAKE_DL_LIBS})
# Loops over every value of an answer: -O3 lets gcc work on several values at once.
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/backends/duckdb/vectors.cc PROPERTIES
  COMPILE_OPTIONS $<$<CONFIG:Release>:-O3>)
semaflow_room(importers ROOMS model)
semaflow_room(api       ROOMS engine backends importers
                        LIBRARIES tomlplusplus::tomlplusplus simdjson::simdjson)

# The installed library: every room and nanoarrow in one archive.
if(SEMAFLOW_ROOMS)
  set(objects ${SEMAFLOW_ROOM_OBJECTS})
  if(TARGET semaflow_nanoarrow_objects)
    list(APPEND objects $<TARGET_OBJECTS:semaflow_nanoarrow_objects>)
  endif()
  add_library(libsemaflow STATIC ${objects})
  add_library(semaflow::semaflow ALIAS libsemaflow)
  set_target_properties(libsemaflow PROPERTIES OUTPUT_NAME semaflow EXPORT_NAME semaflow)
  target_compile_features(libsemaflow PUBLIC cxx_std_20)
  target_include_directories(libsemaflow PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
  set(linked ${SEMAFLOW_ROOM_LIBRARIES})
  list(REMOVE_ITEM linked semaflow_nanoarrow semaflow_duckdb_header semaflow_libpq_header
    ${CMAKE_DL_LIBS})
  list(REMOVE_DUPLICATES linked)
  target_link_libraries(libsemaflow PUBLIC tl::expected
    PRIVATE fmt::fmt Threads::Threads ${CMAKE_DL_LIBS} ${linked})
endif()
