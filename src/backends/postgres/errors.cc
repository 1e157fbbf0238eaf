#include "backends/postgres/errors.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "backends/hidden_values.h"
#include "backends/texts.h"

namespace semaflow::postgres {
namespace {

struct ErrorClass {
  std::string_view sqlstate;  ///< Its first characters.
  ErrorCode code;
  std::string_view help;
};

// The longer ones first.
constexpr std::array kClasses = {
    ErrorClass{"22003", ErrorCode::kBackendOverflow, ""},  // numeric_value_out_of_range
    ErrorClass{"22008", ErrorCode::kBackendOverflow, ""},  // datetime_field_overflow
    ErrorClass{"25006", ErrorCode::kBackendRefused,        // read_only_sql_transaction
               "SemaFlow asks PostgreSQL for reading alone"},
    ErrorClass{"53300", ErrorCode::kBackendUnavailable,  // too_many_connections
               "lower permits of the data source, or raise max_connections of the server"},
    ErrorClass{"57014", ErrorCode::kBackendFailed,  // query_canceled, by someone else
               "the server or its administrator stopped the statement (statement_timeout?)"},
    ErrorClass{"57P", ErrorCode::kBackendUnavailable, ""},  // shutdown, crash, cannot_connect_now
    ErrorClass{"08", ErrorCode::kBackendUnavailable, ""},   // connection_exception
    ErrorClass{"0A", ErrorCode::kBackendRefused, ""},       // feature_not_supported
    ErrorClass{"28", ErrorCode::kBackendUnavailable,        // invalid_authorization
               "check user and password of the connection"},
    ErrorClass{"3D", ErrorCode::kBackendUnavailable, "check the name of the database"},
    ErrorClass{"3F", ErrorCode::kBackendRefused, ""},  // invalid_schema_name
    ErrorClass{"42", ErrorCode::kBackendRefused, ""},  // syntax_error_or_access_rule_violation
};

const ErrorClass& ClassOf(std::string_view sqlstate) {
  static constexpr ErrorClass kOther{"", ErrorCode::kBackendFailed, ""};
  for (const ErrorClass& known : kClasses) {
    if (sqlstate.starts_with(known.sqlstate)) return known;
  }
  return kOther;
}

std::string_view FieldOf(const Api& api, const PGresult* result, int field) {
  const char* const text = api.PQresultErrorField(result, field);
  return text == nullptr ? std::string_view() : text;
}

}  // namespace

Error MakeError(std::string_view sqlstate, std::string_view words, std::string_view sql,
                const std::vector<Value>& parameters) {
  const ErrorClass& error_class = ClassOf(sqlstate);
  return {.code = error_class.code,
          .message = "PostgreSQL: " + HideValues(OneLine(words), sql, parameters),
          .help = std::string(error_class.help)};
}

Error MakeError(const Api& api, const PGresult* result, std::string_view sql,
                const std::vector<Value>& parameters) {
  const std::string_view sqlstate = FieldOf(api, result, PG_DIAG_SQLSTATE);
  std::string words(FieldOf(api, result, PG_DIAG_MESSAGE_PRIMARY));
  // Without a SQLSTATE libpq itself speaks: the connection is gone.
  if (sqlstate.empty()) {
    const char* const text = api.PQresultErrorMessage(result);
    return Unavailable(text == nullptr ? "the connection was lost" : text);
  }
  if (words.empty()) words = fmt::format("SQLSTATE {}", sqlstate);
  Error error = MakeError(sqlstate, words, sql, parameters);
  if (const auto hint = FieldOf(api, result, PG_DIAG_MESSAGE_HINT);
      !hint.empty() && error.help.empty()) {
    error.help = HideValues(OneLine(hint), sql, parameters);
  }
  return error;
}

Error Unavailable(std::string_view words) {
  return {.code = ErrorCode::kBackendUnavailable,
          .message = "PostgreSQL: " + (words.empty() ? "the connection failed" : OneLine(words)),
          .help = "check that the server runs and can be reached"};
}

}  // namespace semaflow::postgres
