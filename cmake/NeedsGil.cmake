# Refuses a free-threaded Python: what the module keeps of Python objects is guarded by the GIL, and
# the stable ABI has another form there. Also for itself: cmake -DPython_EXECUTABLE=... -P <this>
execute_process(COMMAND ${Python_EXECUTABLE} -c "import sys; print('t' in sys.abiflags)"
  OUTPUT_VARIABLE is_free_threaded OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
if(NOT is_free_threaded STREQUAL "False")
  message(FATAL_ERROR "${Python_EXECUTABLE} is a free-threaded Python, for which SemaFlow has no "
    "build: use an ordinary build of Python 3.11 or later")
endif()
