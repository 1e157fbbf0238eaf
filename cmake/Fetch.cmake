# `pip install .` starts here, in a checkout where nobody ran tools/bootstrap. Elsewhere a missing
# part stays an error that names the command (ThirdParty.cmake).
if(NOT EXISTS ${SEMAFLOW_DEPS}/duckdb/duckdb.h
    OR NOT EXISTS ${SEMAFLOW_DEPS}/nanoarrow/src/nanoarrow/nanoarrow.h)
  message(STATUS "Fetched parts are missing: running tools/bootstrap build")
  # Without the paths of pip's own build environment: the bootstrap makes one for itself.
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env --unset=PYTHONPATH ${PROJECT_SOURCE_DIR}/tools/bootstrap build
    RESULT_VARIABLE fetched)
  if(NOT fetched EQUAL 0)
    message(FATAL_ERROR "tools/bootstrap build failed")
  endif()
endif()
