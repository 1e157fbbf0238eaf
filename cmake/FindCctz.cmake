# The target cctz::cctz. Debian's libcctz-dev brings neither a CMake package nor a pkg-config file,
# so it is found by name; the installed package of SemaFlow includes this file, too.
if(NOT TARGET cctz::cctz)
  find_library(SEMAFLOW_CCTZ_LIBRARY cctz REQUIRED)
  find_path(SEMAFLOW_CCTZ_INCLUDE cctz/time_zone.h REQUIRED)
  add_library(cctz::cctz UNKNOWN IMPORTED)
  set_target_properties(cctz::cctz PROPERTIES
    IMPORTED_LOCATION ${SEMAFLOW_CCTZ_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${SEMAFLOW_CCTZ_INCLUDE})
endif()
