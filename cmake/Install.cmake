# Headers, library, program and a package that find_package(semaflow) finds.
include(CMakePackageConfigHelpers)
set(semaflow_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/semaflow)

if(TARGET libsemaflow)
  install(DIRECTORY include/semaflow TYPE INCLUDE FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
  install(TARGETS libsemaflow EXPORT semaflow_targets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT semaflow_targets NAMESPACE semaflow:: FILE semaflow-targets.cmake
    DESTINATION ${semaflow_package_dir})
  configure_package_config_file(cmake/semaflow-config.cmake.in
    ${CMAKE_BINARY_DIR}/semaflow-config.cmake INSTALL_DESTINATION ${semaflow_package_dir})
  write_basic_package_version_file(${CMAKE_BINARY_DIR}/semaflow-config-version.cmake
    COMPATIBILITY SameMajorVersion)
  install(FILES ${CMAKE_BINARY_DIR}/semaflow-config.cmake
    ${CMAKE_BINARY_DIR}/semaflow-config-version.cmake ${PROJECT_SOURCE_DIR}/cmake/FindCctz.cmake
    DESTINATION ${semaflow_package_dir})
endif()
if(TARGET semaflow)
  install(TARGETS semaflow RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
