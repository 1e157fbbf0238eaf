# The extension module semaflow/_core of the Python package. scikit-build-core configures this
# (pyproject.toml) and gives SKBUILD_SABI_VERSION where one module serves several Pythons.
find_package(Python 3.11 REQUIRED COMPONENTS Interpreter)
include(NeedsGil)
set(python_parts Interpreter Development.Module)
set(stable_abi)
if(SKBUILD_SABI_VERSION)
  list(APPEND python_parts Development.SABIModule)
  set(stable_abi STABLE_ABI)
endif()
find_package(Python 3.11 REQUIRED COMPONENTS ${python_parts})
find_package(nanobind CONFIG REQUIRED)

file(GLOB core_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/python/core/*.cc)
nanobind_add_module(_core NB_STATIC ${stable_abi} NOMINSIZE NB_SUPPRESS_WARNINGS ${core_sources})
# libpq is opened at run time, like everywhere; it is linked to be there, in the wheel.
target_link_libraries(_core PRIVATE semaflow_cli semaflow::semaflow semaflow_flags
  semaflow_libpq_header ${libpq_LINK_LIBRARIES} ${CMAKE_DL_LIBS})
# Nothing but the module's entry is seen from outside: a process may hold other copies of all this.
target_link_options(_core PRIVATE -Wl,--exclude-libs,ALL
  -Wl,--wrap=_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE)
install(TARGETS _core LIBRARY DESTINATION semaflow COMPONENT python)
