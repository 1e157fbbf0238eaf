// libduckdb.so, found and opened at run time. Nothing of it is linked.
#pragma once

#include <string>

#include "duckdb.h"
#include "semaflow/error.h"

// Every function of the C API that we call; all of them are in DuckDB 1.4 to 2.0.
#define SEMAFLOW_DUCKDB_FUNCTIONS(X)        \
  X(array_type_array_size)                  \
  X(array_type_child_type)                  \
  X(array_vector_get_child)                 \
  X(arrow_scan)                             \
  X(bind_blob)                              \
  X(bind_boolean)                           \
  X(bind_date)                              \
  X(bind_decimal)                           \
  X(bind_double)                            \
  X(bind_int64)                             \
  X(bind_interval)                          \
  X(bind_null)                              \
  X(bind_time)                              \
  X(bind_timestamp)                         \
  X(bind_timestamp_tz)                      \
  X(bind_varchar_length)                    \
  X(clear_bindings)                         \
  X(close)                                  \
  X(column_count)                           \
  X(column_logical_type)                    \
  X(column_name)                            \
  X(connect)                                \
  X(create_config)                          \
  X(data_chunk_get_size)                    \
  X(data_chunk_get_vector)                  \
  X(decimal_internal_type)                  \
  X(decimal_scale)                          \
  X(decimal_width)                          \
  X(destroy_config)                         \
  X(destroy_data_chunk)                     \
  X(destroy_logical_type)                   \
  X(destroy_pending)                        \
  X(destroy_prepare)                        \
  X(destroy_result)                         \
  X(disconnect)                             \
  X(enum_dictionary_size)                   \
  X(enum_dictionary_value)                  \
  X(enum_internal_type)                     \
  X(execute_pending)                        \
  X(fetch_chunk)                            \
  X(free)                                   \
  X(get_type_id)                            \
  X(interrupt)                              \
  X(library_version)                        \
  X(list_type_child_type)                   \
  X(list_vector_get_child)                  \
  X(logical_type_get_alias)                 \
  X(nparams)                                \
  X(open_ext)                               \
  X(pending_error)                          \
  X(pending_prepared_streaming)             \
  X(prepare)                                \
  X(prepare_error)                          \
  X(prepared_statement_column_count)        \
  X(prepared_statement_column_logical_type) \
  X(prepared_statement_column_name)         \
  X(prepared_statement_type)                \
  X(query_progress)                         \
  X(result_error)                           \
  X(set_config)                             \
  X(vector_get_data)                        \
  X(vector_get_validity)

namespace semaflow::duckdb {

/// The functions of one loaded library, which stays loaded as long as the process lives.
struct Api {
#define SEMAFLOW_DUCKDB_MEMBER(name) decltype(&::duckdb_##name) name = nullptr;
  SEMAFLOW_DUCKDB_FUNCTIONS(SEMAFLOW_DUCKDB_MEMBER)
#undef SEMAFLOW_DUCKDB_MEMBER
  std::string path;     ///< What was opened.
  std::string version;  ///< "v1.5.6"
};

/// Looks where DuckDbOptions::library_path says. A library is opened once, in its own symbol
/// space: the process may hold another DuckDB. Any thread.
/// Fails with kBackendUnavailable: every place that was tried, and what to do.
Result<const Api*> LoadLibrary(const std::string& library_path);

}  // namespace semaflow::duckdb
