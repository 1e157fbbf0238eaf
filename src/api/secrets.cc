#include "api/secrets.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/ascii.h"

namespace semaflow::api {
namespace {

/// Parts of names behind which people keep secrets; an inline table holds what it likes.
constexpr std::string_view kSecretWords[] = {
    "pass", "pwd", "secret", "token",  "credential", "auth",   "connection", "conninfo", "uri",
    "url",  "dsn", "_key",   "apikey", "salt",       "scram_", "://",        "{"};

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::size_t EndOfLine(std::string_view text, std::uint32_t number) {
  std::size_t end = text.find('\n');
  for (std::uint32_t line = 1; line < number && end != std::string_view::npos; ++line) {
    end = text.find('\n', end + 1);
  }
  return std::min(end, text.size());
}

}  // namespace

bool HoldsPassword(std::string_view connection) {
  const std::string lower = AsciiLower(connection);
  for (const std::string_view word : {"passw", "secret", "scram_"}) {
    if (Contains(lower, word)) return true;
  }
  const std::size_t scheme = lower.find("://");
  if (scheme == std::string::npos) return false;
  // The last @: a password with an @ that was not encoded is one, too.
  const std::size_t begin = scheme + 3;
  const std::size_t at = lower.rfind('@');
  if (at != std::string::npos && at > begin && lower.find(':', begin) < at) return true;
  // libpq decodes the names of parameters, too: p%61ssword.
  const std::size_t parameters = lower.find('?', begin);
  return parameters != std::string::npos && lower.find('%', parameters) != std::string::npos;
}

bool MayHoldSecret(std::string_view line) {
  const std::string lower = AsciiLower(line);
  return std::any_of(std::begin(kSecretWords), std::end(kSecretWords),
                     [&lower](std::string_view word) { return Contains(lower, word); });
}

bool MayHoldSecretAt(std::string_view text, std::uint32_t number) {
  const std::string_view before = text.substr(0, EndOfLine(text, number));
  if (Contains(before, "\"\"\"") || Contains(before, "'''")) return MayHoldSecret(before);
  return MayHoldSecret(before.substr(before.rfind('\n') + 1));
}

}  // namespace semaflow::api
