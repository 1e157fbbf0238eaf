#include "backends/postgres/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "base/ascii.h"
#include "base/closest.h"

namespace semaflow::postgres {
namespace {

Error Bad(std::string message, std::string help) {
  return {.code = ErrorCode::kBadConfig, .message = std::move(message), .help = std::move(help)};
}

/// What libpq says of the keyword that it does not know; nullopt: it says something else.
std::optional<std::string_view> UnknownKeyIn(std::string_view words) {
  for (const std::string_view begin :
       {"invalid connection option \"", "invalid URI query parameter: \""}) {
    if (!words.starts_with(begin)) continue;
    words.remove_prefix(begin.size());
    return words.substr(0, words.find('"'));
  }
  return std::nullopt;
}

/// The keywords of libpq like the one that it does not know.
std::vector<std::string> KeywordsLike(const Api& api, std::string_view key) {
  PQconninfoOption* const all = api.PQconninfoParse("", nullptr);
  if (all == nullptr) return {};
  std::vector<std::string_view> keywords;
  for (const PQconninfoOption* each = all; each->keyword != nullptr; ++each) {
    keywords.emplace_back(each->keyword);
  }
  std::vector<std::string> like = ClosestNames(key, keywords);
  api.PQconninfoFree(all);
  return like;
}

/// libpq's own words may show a password, so they are not told. What it takes for a keyword may be
/// a piece of one, too (`password=two words=1`): it is told where there is none, or where it looks
/// like a keyword.
Error Unreadable(const Api& api, const std::string& connection, std::string_view words) {
  std::string message = "the `uri` cannot be read";
  std::string help = "write postgresql://user@host:5432/database, or host=... dbname=...";
  const auto key = UnknownKeyIn(words);
  if (!key) return Bad(std::move(message), std::move(help));
  const std::vector<std::string> like = KeywordsLike(api, *key);
  const bool may_be_secret = connection.find('@') != std::string::npos ||
                             AsciiLower(connection).find("pass") != std::string::npos;
  if (like.empty() && may_be_secret) {
    message += ": it has an unknown key";
  } else {
    message += ": it has the unknown key \"" + std::string(*key) + "\"";
  }
  if (!like.empty()) help = DidYouMean(like);
  Error error = Bad(std::move(message), std::move(help));
  error.candidates = like;
  return error;
}

/// A password with a sign that ends it in a URI is read as a host or a port, and would be shown.
bool LooksCut(const ConnectionParameters& parameters) {
  return std::any_of(parameters.begin(), parameters.end(), [](const auto& parameter) {
    const auto& [keyword, value] = parameter;
    if (keyword == "host" || keyword == "dbname") return value.find('@') != std::string::npos;
    return keyword == "port" && value.find_first_not_of("0123456789,") != std::string::npos;
  });
}

/// Of each host one; an empty one is that of the server by default.
bool ArePorts(std::string_view ports) {
  while (true) {
    const std::size_t comma = ports.find(',');
    const std::string_view port = ports.substr(0, comma);
    int number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (!port.empty() && (error != std::errc() || number < 1 || number > 65'535)) return false;
    if (comma == std::string_view::npos) return true;
    ports.remove_prefix(comma + 1);
  }
}

std::optional<Error> BadValue(const ConnectionParameters& parameters) {
  constexpr std::array<std::string_view, 6> kSslModes = {"disable", "allow",     "prefer",
                                                         "require", "verify-ca", "verify-full"};
  for (const auto& [keyword, value] : parameters) {
    if (keyword == "port" && !ArePorts(value)) {
      return Bad("a port of the `uri` or of `port` is not 1 to 65535", "correct it");
    }
    if (keyword == "sslmode" && !value.empty() &&
        std::find(kSslModes.begin(), kSslModes.end(), value) == kSslModes.end()) {
      return Bad("`ssl_mode`, or sslmode in the `uri`, is none that there is",
                 "write disable, allow, prefer, require, verify-ca or verify-full");
    }
  }
  return std::nullopt;
}

}  // namespace

Result<ConnectionParameters> ReadConnection(const Api& api, const PostgresOptions& options) {
  ConnectionParameters parameters = {{"application_name", "semaflow"}};
  const auto set = [&parameters](std::string_view keyword, std::string value) {
    for (auto& [known, old] : parameters) {
      if (known == keyword) {
        old = std::move(value);
        return;
      }
    }
    parameters.emplace_back(keyword, std::move(value));
  };
  if (!options.connection.empty()) {
    char* text = nullptr;
    PQconninfoOption* const parsed = api.PQconninfoParse(options.connection.c_str(), &text);
    const std::string words = text == nullptr ? "" : text;
    if (text != nullptr) api.PQfreemem(text);
    if (parsed == nullptr) return tl::unexpected(Unreadable(api, options.connection, words));
    for (const PQconninfoOption* option = parsed; option->keyword != nullptr; ++option) {
      if (option->val != nullptr) set(option->keyword, option->val);
    }
    api.PQconninfoFree(parsed);
  }
  const std::pair<std::string_view, const std::string*> fields[] = {
      {"host", &options.host},         {"port", &options.port},
      {"dbname", &options.database},   {"user", &options.user},
      {"password", &options.password}, {"service", &options.service},
      {"sslmode", &options.ssl_mode},  {"sslrootcert", &options.ssl_root_certificate},
  };
  for (const auto& [keyword, value] : fields) {
    if (!value->empty()) set(keyword, *value);
  }
  if (LooksCut(parameters)) {
    return tl::unexpected(
        Bad("the host, port or database of the `uri` cannot be one",
            "percent-encode the password in the `uri`, or write it as `password`"));
  }
  if (auto bad = BadValue(parameters)) return tl::unexpected(std::move(*bad));
  return parameters;
}

}  // namespace semaflow::postgres
