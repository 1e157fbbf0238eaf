#include "backends/postgres/errors.h"

#include <fmt/format.h>

#include <algorithm>
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
    ErrorClass{"28", ErrorCode::kBadConfig,                 // invalid_authorization
               "check `user` and `password` of the data source, or those in its `uri`"},
    ErrorClass{"3D", ErrorCode::kBadConfig,  // invalid_catalog_name
               "check `database` of the data source, or the one in its `uri`"},
    ErrorClass{"3F", ErrorCode::kBackendRefused, ""},  // invalid_schema_name
    ErrorClass{
        "42P01", ErrorCode::kBackendRefused,  // undefined_table
        "correct `table` or `sql` in the model, or `schema` of the data source; semaflow check "
        "--data compares all tables"},
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

namespace {

// "connection to server at ... failed: FATAL:  28P01: password authentication failed for ...", and
// behind it a line of where in the server's source; of several hosts a line each.
struct LoginWords {
  std::string sqlstate;  ///< The last one; "": libpq itself speaks.
  std::string text;
};

LoginWords ReadLogin(std::string_view words) {
  LoginWords login;
  while (!words.empty()) {
    const std::size_t end = words.find('\n');
    std::string line(words.substr(0, end));
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    if (line.starts_with("LOCATION:")) continue;
    constexpr std::size_t kStateSize = 5;
    const auto is_state = [](std::string_view text) {
      return std::all_of(text.begin(), text.end(),
                         [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
    };
    const std::size_t at = line.find(":  ") + 3;
    if (at >= 3 && line.size() > at + kStateSize + 1 && line[at + kStateSize] == ':' &&
        is_state(std::string_view(line).substr(at, kStateSize))) {
      login.sqlstate = line.substr(at, kStateSize);
      line.erase(at, kStateSize + 2);
    }
    login.text += line + "\n";
  }
  return login;
}

}  // namespace

Error LoginError(std::string_view words, bool needs_password) {
  const LoginWords login = ReadLogin(words);
  Error error = Unavailable(login.text);
  if (needs_password) {
    error.code = ErrorCode::kBadConfig;
    error.help =
        "the server asks for a password: write `password` of the data source, as \"env:NAME\" or "
        "\"file:PATH\"";
    return error;
  }
  if (login.sqlstate == "42501") {  // insufficient_privilege
    error.code = ErrorCode::kBadConfig;
    error.help = "grant CONNECT of the database to the role, or check `user` of the data source";
    return error;
  }
  const ErrorClass& error_class = ClassOf(login.sqlstate);
  if (error_class.code == ErrorCode::kBadConfig) error.code = error_class.code;
  const bool known = error.code == error_class.code;
  if (known && !error_class.help.empty()) error.help = error_class.help;
  return error;
}

Error Unavailable(std::string_view words) {
  return {.code = ErrorCode::kBackendUnavailable,
          .message = "PostgreSQL: " + (words.empty() ? "the connection failed" : OneLine(words)),
          .help = "check that the server runs and can be reached"};
}

}  // namespace semaflow::postgres
